package entra

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// maxListed is how much a list may have on one page, whatever was asked for: far
// more than Microsoft Graph sends, and far less than a hostile answer has room
// for, of which each would be named in the run's record.
const maxListed = 10_000

// list is one answer of a listing. The objects stay raw, so that one that cannot
// be read does not take the page with it.
type list struct {
	objects [][]byte
	next    string // link to the next page, "" when none follows
	delta   string // link to what changes later, on the last page of a delta
}

// ends reports whether the answer shows nobody and promises nobody.
func (l list) ends() bool { return len(l.objects) == 0 && l.next == "" }

// unusable words an answer of status 200 that says nothing. It must never look
// like a list of nobody.
func unusable(what, format string, args ...any) error {
	return fault.New(fault.Unavailable, "Microsoft Graph's answer to %s cannot be used: %s", what, fmt.Sprintf(format, args...)).
		WithHint("nothing was changed; check the Graph URL, and any proxy or sign-in page in between")
}

// document checks that an answer of status 200 holds JSON, and returns it.
func document(r reply, what string) ([]byte, error) {
	body := bytes.TrimSpace(r.body)
	switch {
	case r.status == http.StatusNoContent || len(body) == 0:
		return nil, unusable(what, "it is empty (status %d)", r.status)
	case looksLikeHTML(body):
		return nil, unusable(what, "it is a web page")
	case !rawjson.Valid(body):
		return nil, unusable(what, "it broke off or is no JSON")
	}
	return body, nil
}

// decodeList reads an answer of status 200. Whatever is no list is an error.
func decodeList(r reply, what string) (list, error) {
	body, err := document(r, what)
	if err != nil {
		return list{}, err
	}
	var value, next, delta []byte
	if rawjson.IsObject(body) {
		rawjson.Walk(body, func(key, v []byte) {
			switch string(key) {
			case `"value"`:
				value = v
			case `"@odata.nextLink"`:
				next = v
			case `"@odata.deltaLink"`:
				delta = v
			}
		})
	}
	switch {
	case rawjson.IsNull(value) && (rawjson.IsObject(body) || rawjson.IsNull(body)):
		return list{}, unusable(what, "it has no list (value)")
	case rawjson.IsNull(value), value[0] != '[', !text(next), !text(delta):
		return list{}, unusable(what, "it has another shape than a list")
	}
	var l list
	if !rawjson.IsNull(next) {
		if l.next = rawjson.Unquote(next); l.next == "" {
			return list{}, unusable(what, "it names a next page without an address")
		}
	}
	if !rawjson.IsNull(delta) {
		l.delta = rawjson.Unquote(delta)
	}
	rawjson.Walk(value, func(_, object []byte) {
		if len(l.objects) <= maxListed {
			l.objects = append(l.objects, object)
		}
	})
	if len(l.objects) > maxListed {
		return list{}, unusable(what, "it has more than %d records", maxListed)
	}
	return l, nil
}

// text reports whether raw is a string, null or nothing.
func text(raw []byte) bool { return rawjson.IsNull(raw) || raw[0] == '"' }

// decodeDelta reads an answer of a delta. It goes on with either a further page
// or the link that a later delta begins with; one that has neither, or both,
// says nothing about where it ends.
func decodeDelta(r reply, what string) (list, error) {
	l, err := decodeList(r, what)
	if err == nil && (l.next == "") == (l.delta == "") {
		err = unusable(what, "it says neither where it goes on nor that it is complete")
	}
	return l, err
}

// The words for people who are gone, for directory.Removal and
// directory.Presence.
const (
	whyDeleted    = "deleted"
	whyRestorable = "deleted, can be restored"
	whyRemoved    = "removed"
	whyOutOfScope = "no longer in scope"
)

// removal returns why an object of a delta is gone (@removed.reason), or "" for
// one that is there.
func removal(removed []byte) string {
	if rawjson.IsNull(removed) {
		return ""
	}
	var reason []byte
	if rawjson.IsObject(removed) {
		rawjson.Walk(removed, func(key, v []byte) {
			if string(key) == `"reason"` {
				reason = v
			}
		})
	}
	if rawjson.IsNull(reason) || reason[0] != '"' {
		return whyRemoved
	}
	switch rawjson.Unquote(reason) {
	case "changed":
		return whyRestorable
	case "deleted":
		return whyDeleted
	}
	return whyRemoved
}

// split parts the objects of a delta page into people who are there and people
// who are gone. Somebody may be on a page more than once: the last object holds.
func split(objects [][]byte) (there [][]byte, gone []directory.Removal) {
	type mention struct{ id, why string }
	mentions := make([]mention, len(objects))
	last := make(map[string]int, len(objects))
	for i, raw := range objects {
		if !rawjson.IsObject(raw) {
			continue
		}
		var id, removed []byte
		rawjson.Walk(raw, func(key, v []byte) {
			switch string(key) {
			case `"id"`:
				id = v
			case `"@removed"`:
				removed = v
			}
		})
		mentions[i].why = removal(removed)
		if !rawjson.IsNull(id) && id[0] == '"' {
			mentions[i].id = rawjson.Unquote(id)
			last[mentions[i].id] = i
		}
	}
	for i, m := range mentions {
		switch {
		case m.id != "" && last[m.id] != i:
		case m.id != "" && m.why != "":
			gone = append(gone, directory.Removal{ExternalID: m.id, Why: m.why})
		default: // also what has no id, so that it is named among the unreadable
			there = append(there, objects[i])
		}
	}
	return there, gone
}
