package entra

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// tokenError is the token endpoint's refusal (RFC 6749, 5.2, with Microsoft's
// additions).
type tokenError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	TraceID     string `json:"trace_id"`
}

// aadstsWords says in words what a code of the token endpoint means and what to do.
type aadstsWords struct {
	code int
	what string
	hint string
}

const (
	hintNewSecret = "create a new one in the Entra admin center (App registrations > the app > Certificates & secrets) and store it: incodectl integrations set-secret"
	hintApp       = "compare tenant ID and client ID with the app registration's overview, and the cloud with where the tenant lives"
	hintFederated = "compare issuer, subject and audience of the token with the app's federated credentials (App registrations > the app > Certificates & secrets)"
)

// aadsts lists the codes an app meets when asking for a token. Source:
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
func aadsts() []aadstsWords {
	return []aadstsWords{
		{7000215, "the client secret is wrong", "use the secret's Value, not its Secret ID; or " + hintNewSecret},
		{7000222, "the client secret has expired", hintNewSecret},
		{700016, "the tenant has no such app", hintApp},
		{7000112, "the app is disabled", "enable it in the Entra admin center: Enterprise applications > the app > Properties"},
		{90002, "there is no such tenant", hintApp},
		{900023, "there is no such tenant", hintApp},
		{900382, "the tenant lives in another Microsoft cloud", "set the cloud: incodectl integrations edit --cloud"},
		{900439, "the tenant lives in another Microsoft cloud", "set the cloud: incodectl integrations edit --cloud"},
		{500011, "the tenant does not know the Microsoft Graph of this cloud", hintApp},
		{700027, "the certificate is not the app's", "upload the certificate to the app registration (Certificates & secrets > Certificates), and check that it has not expired"},
		{700024, "the signed assertion is outside its time", "check this machine's clock, and that the federated token is renewed"},
		{700211, "the app trusts no federated credential of this issuer", hintFederated},
		{700213, "the app trusts no federated credential with this subject", hintFederated},
		{700212, "the app trusts no federated credential with this audience", hintFederated},
		{70021, "the app trusts no such federated credential", hintFederated},
		{53003, "a conditional access policy blocks the sign-in", "ask who manages conditional access in the tenant"},
	}
}

var aadstsPattern = regexp.MustCompile(`AADSTS(\d{4,8})`)

// tokenRefusal turns an answer of the token endpoint that is no token into words.
func (t *tokenEndpoint) refusal(status int, h http.Header, body []byte) error {
	var te tokenError
	if err := json.Unmarshal(body, &te); err != nil || te.Error == "" {
		what := "without a reason"
		if looksLikeHTML(body) {
			what = "with a web page"
		}
		return fault.New(fault.Unavailable, "the token endpoint at %s answered %d %s", t.authority.Host, status, what).
			WithHint("check the authority URL, and any proxy or sign-in page in between")
	}
	code, words := te.words()
	what, hint := words.what, words.hint
	if what == "" {
		// The rest of a description are ids and a time.
		what, _, _ = strings.Cut(te.Description, "Trace ID:")
		_, what, _ = cutPrefixCode(t.quote(orElse(what, te.Error)))
		hint = "look the code up at https://login.microsoftonline.com/error"
	}
	id := orElse(te.TraceID, h.Get("x-ms-request-id"))
	return fault.New(fault.Unauthorized, "Microsoft Entra ID refused the credential: %s%s", what,
		note(code, "trace id", t.quote(id))).WithHint("%s", hint)
}

// words finds the first code that is known, else the first code.
func (te tokenError) words() (string, aadstsWords) {
	codes := te.Codes
	for _, m := range aadstsPattern.FindAllStringSubmatch(te.Description, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			codes = append(codes, n)
		}
	}
	for _, c := range codes {
		for _, w := range aadsts() {
			if w.code == c {
				return "AADSTS" + strconv.Itoa(c), w
			}
		}
	}
	if len(codes) > 0 {
		return "AADSTS" + strconv.Itoa(codes[0]), aadstsWords{}
	}
	return te.Error, aadstsWords{}
}

// cutPrefixCode removes "AADSTS123: " from the front of a description.
func cutPrefixCode(s string) (string, string, bool) {
	if loc := aadstsPattern.FindStringIndex(s); loc != nil && loc[0] == 0 {
		return s[:loc[1]], strings.TrimLeft(s[loc[1]:], ": "), true
	}
	return "", s, false
}

// note is a code and an id in parentheses, as far as they are known.
func note(code, name, id string) string {
	var parts []string
	if code != "" {
		parts = append(parts, code)
	}
	if id != "" {
		parts = append(parts, name+" "+id)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// failure words an answer that never came or was retried in vain.
func (t *tokenEndpoint) failure(err error) error {
	code := fault.CodeOf(err)
	if code == fault.Internal {
		return err // of the context
	}
	return fault.Wrap(err, code, "no access token for Microsoft Graph").WithHint("%s", fault.HintOf(err))
}
