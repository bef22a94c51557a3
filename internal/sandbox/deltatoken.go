package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// latestToken asks for where a delta query stands, without any data.
const latestToken = "latest"

// deltaNames are the ways to write the function; the SDKs use the longer ones.
func deltaNames() []string {
	return []string{"delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()"}
}

// isDelta reports whether a path asks for changes.
func isDelta(path string) bool {
	return slices.Contains(deltaNames(), path[strings.LastIndexByte(path, '/')+1:])
}

// deltaState is what a delta or skip token of /users/delta or /groups/delta
// says: the question, and how far it is answered. Changes are known by number.
type deltaState struct {
	Of      string `json:"of"`    // "users" or "groups"
	Epoch   string `json:"epoch"` // of the company
	Changes bool   `json:"ch"`    // who changed since, not everybody
	Since   uint64 `json:"from"`
	Until   uint64 `json:"to"`           // where the next delta link begins
	At      int64  `json:"at"`           // change number or index to go on from
	Group   int    `json:"gr,omitempty"` // and the group
	Turn    int    `json:"tu,omitempty"`
	Select  string `json:"se,omitempty"`
	Filter  string `json:"fi,omitempty"`
}

// token seals a state. A client that changes a token is told so.
func (st deltaState) token() string {
	text, err := json.Marshal(st)
	if err != nil {
		panic(err) // it has strings and numbers only
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	return body + string(append62(nil, tokenCheck(body), cursorWidth))
}

func tokenCheck(body string) uint64 {
	v := uint64(golden)
	for _, b := range []byte(body) {
		v = mix(v ^ uint64(b))
	}
	return v
}

// readToken is the inverse of token.
func readToken(token string) (st deltaState, ok bool) {
	if len(token) < cursorWidth {
		return st, false
	}
	body, check := token[:len(token)-cursorWidth], token[len(token)-cursorWidth:]
	if check != string(append62(nil, tokenCheck(body), cursorWidth)) {
		return st, false
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	return st, err == nil && json.Unmarshal(text, &st) == nil
}

// deltaState reads where a request stands; it answers one that cannot be served.
func (x *exchange) deltaState(of string) (st deltaState, ok bool) {
	q := x.r.URL.Query()
	c := x.s.o.Entra
	now := c.changeNumber()
	begin := deltaState{
		Of: of, Epoch: c.epoch, Since: now, Until: now, At: -1,
		Select: strings.Join(q["$select"], ","), Filter: q.Get("$filter"),
	}
	skip, delta := q.Get("$skiptoken"), q.Get("$deltatoken")
	switch {
	case x.hit(FaultDeltaGone):
		known, _ := readToken(skip + delta)
		x.header("Location", x.base()+"/v1.0/"+of+"/delta?"+queryText(url.Values{"$select": {known.Select}, "$deltatoken": {""}}))
		x.graphError(http.StatusGone, "syncStateNotFound", "The sync state generation is gone; resynchronize from the link in the Location header.")
		return st, false
	case x.hit(FaultDeltaNotFound):
		x.unknownState()
		return st, false
	case skip != "" && delta != "":
		x.graphError(http.StatusBadRequest, "Request_BadRequest", "$skiptoken and $deltatoken cannot be used together.")
		return st, false
	case skip+delta == "":
		return begin, true
	case delta == latestToken:
		begin.Changes, begin.At = true, int64(now)
		return begin, true
	}
	st, ok = readToken(skip + delta)
	switch {
	case !ok || st.Of != of:
		x.graphError(http.StatusBadRequest, "Request_BadRequest", "Badly formed token.")
		return st, false
	case st.Epoch != c.epoch || st.Until > now:
		x.unknownState()
		return st, false
	}
	if delta != "" {
		st = deltaState{Of: of, Epoch: st.Epoch, Changes: true, Since: st.Until, Until: now, At: int64(st.Until), Select: st.Select, Filter: st.Filter}
	}
	return st, true
}

// unknownState answers a token of a state that is not this company's: it has
// expired, or is of another tenant.
func (x *exchange) unknownState() {
	x.graphError(http.StatusBadRequest, "syncStateNotFound", "The sync state is not found; a full synchronization is needed.")
}

// deltaLinks appends the link of a page: to the next one, or to what changes later.
func (x *exchange) deltaLinks(b []byte, st deltaState, next string, self bool) []byte {
	at := x.linkBase() + "/v1.0/" + st.Of + "/delta?"
	switch {
	case self:
		return appendField(b, "@odata.nextLink", x.base()+x.r.URL.RequestURI())
	case next != "":
		return appendField(b, "@odata.nextLink", at+queryText(url.Values{"$skiptoken": {next}}))
	}
	return appendField(b, "@odata.deltaLink", at+queryText(url.Values{"$deltatoken": {st.token()}}))
}

// queryText writes a query as Graph does, which leaves $ and commas as they are.
func queryText(values url.Values) string {
	return strings.NewReplacer("%24", "$", "%2C", ",").Replace(values.Encode())
}

// deltaSize is the page size: 200 unless the client prefers another.
func (x *exchange) deltaSize() int {
	const usual, most = 200, 999
	for _, line := range x.r.Header.Values("Prefer") {
		for preference := range strings.SplitSeq(line, ",") {
			value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(preference)), "odata.maxpagesize=")
			if n, err := strconv.Atoi(strings.TrimSpace(value)); ok && err == nil && n > 0 {
				n = min(n, most)
				x.header("Preference-Applied", "odata.maxpagesize="+strconv.Itoa(n))
				return n
			}
		}
	}
	return usual
}

// changeNumber is the number of the latest change.
func (c *Company) changeNumber() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.seq
}
