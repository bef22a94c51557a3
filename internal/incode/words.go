package incode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// quote makes Incode's words fit for an error: without our secrets or anything
// like a token, on one line, not endless.
func (c *Client) quote(s string) string {
	c.mu.Lock()
	access, previous := c.access, c.previous
	c.mu.Unlock()
	s = httpx.Redact(s, c.o.ClientSecret.Reveal(), c.o.APIKey.Reveal(), c.o.AdminToken.Reveal(), access, previous)
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxQuote {
		s = string(r[:maxQuote]) + "..."
	}
	return s
}

// note is a status and words in parentheses.
func note(status int, words string) string {
	if words == "" {
		return fmt.Sprintf(" (%d)", status)
	}
	return fmt.Sprintf(" (%d %s)", status, words)
}

// shape says in words what kind of thing a body is.
func shape(body []byte) string {
	switch trimmed := bytes.TrimSpace(body); {
	case len(trimmed) == 0:
		return "nothing"
	case trimmed[0] == '<':
		return "a web page"
	case !json.Valid(trimmed):
		return "something unreadable"
	}
	return "something else"
}

// within puts before an error of the network what it was about. Errors of the
// context stay what they are.
func within(err error, what string) error {
	code := fault.CodeOf(err)
	if code == fault.Internal {
		return err
	}
	return fault.Wrap(err, code, "%s", what).WithHint("%s", fault.HintOf(err))
}

// object reads an object, nil when it is none.
func object(raw []byte) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	return fields
}

// text reads a string, or a number as it is written; "" for anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}
