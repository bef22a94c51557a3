package store

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// search is a Filter.Query made ready. It is decided here and not in SQL,
// because SQLite folds only ASCII, and because a copy of the names for it to
// search would leak out of a record that is sealed one day.
type search struct {
	text  string   // folded; empty matches everybody
	words []string // its words as they would stand in stored JSON
}

func newSearch(query string) search {
	q := search{text: fold(strings.TrimSpace(query))}
	for w := range strings.FieldsSeq(q.text) {
		quoted := string(appendJSON(nil, w))
		q.words = append(q.words, quoted[1:len(quoted)-1])
	}
	return q
}

// matches reports whether the login, a hint or the name contains the text.
func (q search) matches(r *userRow) (bool, error) {
	if q.text == "" {
		return true, nil
	}
	// Most people are ruled out without taking the JSON apart: each word would
	// have to be somewhere in it.
	raw := fold(string(appendJSON(nil, r.user.Login)) + r.hints + r.record)
	for _, w := range q.words {
		if !strings.Contains(raw, w) {
			return false, nil
		}
	}
	u, err := r.decode()
	if err != nil {
		return false, err
	}
	texts := make([]string, 0, 4+len(u.Hints))
	texts = append(texts, u.Login)
	for _, h := range u.Hints {
		texts = append(texts, h.Value)
	}
	given, middle, family := u.Claims[claims.GivenName], u.Claims[claims.MiddleName], u.Claims[claims.FamilyName]
	// Also the parts of the name as people type them one after the other.
	texts = append(texts, u.Claims[claims.Name], given+" "+family, given+" "+middle+" "+family)
	for _, t := range texts {
		if strings.Contains(fold(t), q.text) {
			return true, nil
		}
	}
	return false, nil
}
