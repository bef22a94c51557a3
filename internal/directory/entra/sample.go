package entra

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// maxSelect bounds the properties asked for at once, in bytes: with the rest of
// the address they have to stay below what gateways take.
const maxSelect = 1500

// sample counts on the first page in scope who has what.
func (s *Source) sample(ctx context.Context, all []directory.Attribute, most int) error {
	if most <= 0 {
		return nil
	}
	l, err := s.listing(directory.Read{Mode: directory.ModeFull})
	if err != nil {
		return err
	}
	for l.Group = range max(1, len(s.groups)) {
		looked := 0
		for rest := all; len(rest) > 0; {
			n := chunk(rest)
			people, err := l.samplePage(ctx, rest[:n], int32(most)) //nolint:gosec // at most pageSize
			if err != nil {
				return err
			}
			looked, rest = max(looked, people), rest[n:]
		}
		if most -= looked; most <= 0 {
			return nil
		}
	}
	return nil
}

// chunk returns how many of the attributes to ask for at once, at least one.
func chunk(all []directory.Attribute) int {
	size := 0
	for i, a := range all {
		if size += len(a.Path) + 1; size > maxSelect && i > 0 {
			return i
		}
	}
	return len(all)
}

// samplePage reads the first page of the current group, with some of the
// attributes, and returns how many people were on it. A property that this
// tenant's Graph does not list gets a Why and does not spoil the others.
func (l *listing) samplePage(ctx context.Context, some []directory.Attribute, top int32) (int, error) {
	for range len(some) + 1 {
		q := l.query(top)
		q.fields = []string{propID}
		for _, a := range some {
			if head, _, _ := strings.Cut(a.Path, "."); a.Why == "" && !slices.Contains(q.fields, head) {
				q.fields = append(q.fields, head)
			}
		}
		l.Pages, l.Link = 1, ""
		r, err := l.request(ctx, q)
		if err == nil && q.form == formPlain && wantsIndex(r) {
			q.form, l.Form = formAdvanced, formAdvanced
			r, err = l.request(ctx, q)
		}
		if err == nil && l.s.blame(r, some) {
			continue
		}
		switch {
		case err != nil:
			return 0, unreachable(err, l.what())
		case r.status != http.StatusOK && r.status != http.StatusNoContent:
			return 0, l.s.refusal(r, q.group, l.what())
		}
		answer, err := decodeList(r, l.what())
		if err != nil {
			return 0, err
		}
		people := answer.objects[:min(len(answer.objects), int(top))]
		for i := range some {
			if some[i].Why == "" {
				some[i].Sampled += len(people)
				some[i].Filled += filled(people, some[i].Path)
			}
		}
		return len(people), nil
	}
	return 0, unusable(l.what(), "it refuses one property after another")
}

// blame marks the attribute that Graph refuses, and reports whether it is one
// that was asked for.
func (s *Source) blame(r reply, some []directory.Attribute) bool {
	if r.status != http.StatusBadRequest && r.status != http.StatusNotImplemented {
		return false
	}
	e, _ := r.odata()
	named := ""
	if m := propertyPattern.FindStringSubmatch(e.Message); m != nil {
		named = m[1]
	}
	hit := false
	for i := range some {
		head, _, _ := strings.Cut(some[i].Path, ".")
		if some[i].Why == "" && head != propID && (head == named || named == "" && directoryExtension.MatchString(head) && strings.Contains(e.Message, head)) {
			some[i].Why, hit = "Microsoft Graph refuses it: "+s.said(r), true
		}
	}
	return hit
}

// filled counts who has something at path: not null, blank or an empty list.
func filled(people [][]byte, path string) int {
	head, part, _ := strings.Cut(path, ".")
	n := 0
	for _, raw := range people {
		v := member(raw, head)
		if part != "" {
			v = member(v, part)
		}
		switch {
		case rawjson.IsNull(v):
		case v[0] == '"':
			if strings.TrimSpace(rawjson.Unquote(v)) != "" {
				n++
			}
		case v[0] == '[':
			some := false
			rawjson.Walk(v, func(_, e []byte) { some = some || !rawjson.IsNull(e) })
			if some {
				n++
			}
		default:
			n++
		}
	}
	return n
}

// member returns a member of an object, nil where there is none.
func member(raw []byte, name string) []byte {
	var found []byte
	if rawjson.IsObject(raw) {
		rawjson.Walk(raw, func(key, v []byte) {
			if rawjson.Is(key, name) {
				found = v
			}
		})
	}
	return found
}
