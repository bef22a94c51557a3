package okta

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// schemaPath is the schema of the default user type. Attributes that only
// another type has show when somebody in the sample has them.
const schemaPath = "/api/v1/meta/schemas/user/default"

// Attributes implements directory.Source: the attributes of the user schema and
// whatever else people in scope have. Where the credential may not read the
// schema (okta.schemas.read), those that people have are all there are, without
// titles and with the types that their values show.
func (s *Source) Attributes(ctx context.Context, sample int) ([]directory.Attribute, error) {
	known, err := s.schema(ctx)
	if err != nil {
		return nil, err
	}
	sampled, err := s.fillRates(ctx, sample, known)
	if err != nil {
		return nil, err
	}
	out := make([]directory.Attribute, 0, len(known))
	for _, name := range slices.Sorted(maps.Keys(known)) {
		a := known[name]
		a.Path, a.Sampled = profilePrefix+name, sampled
		a.Claims = s.claimsFrom(a.Path)
		a.Suggest = directory.SuggestClaim(name)
		if a.Why = unmappable(*a); a.Why != "" {
			a.Suggest = ""
		}
		out = append(out, *a)
	}
	return out, nil
}

// schema reads the attributes that the user schema has, by name. They are none
// where it may not be read.
func (s *Source) schema(ctx context.Context) (map[string]*directory.Attribute, error) {
	what := subject{what: "the user schema", scope: scopeSchemas, own: scopeSchemas}
	out := map[string]*directory.Attribute{}
	_, body, err := s.get(ctx, schemaPath, query.NewQueryParams(), what)
	if fault.Is(err, fault.Unauthorized) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	type properties struct {
		Properties map[string]struct{ Title, Type string } `json:"properties"`
	}
	var schema struct {
		Definitions *struct{ Base, Custom properties } `json:"definitions"`
	}
	if err := json.Unmarshal(body, &schema); err != nil || schema.Definitions == nil {
		return nil, s.badRecord(what, "it is no schema")
	}
	for _, of := range []properties{schema.Definitions.Base, schema.Definitions.Custom} {
		for name, p := range of.Properties {
			out[name] = &directory.Attribute{Title: line(p.Title), Type: line(p.Type)}
		}
	}
	return out, nil
}

// fillRates counts in how many of at most sample people in scope each attribute
// is filled, adds those that known lacks, and returns how many people it were.
func (s *Source) fillRates(ctx context.Context, sample int, known map[string]*directory.Attribute) (int, error) {
	sampled := 0
	for _, c := range s.chains(directory.ModeFull) {
		for !c.Done && sampled < sample {
			l, err := s.list(ctx, c, time.Time{}, min(sample-sampled, s.pageSize))
			if err != nil {
				return 0, err
			}
			for _, u := range l.users {
				countFilled(u, known)
			}
			sampled += len(l.users)
			c.After, c.Done = l.next, l.next == "" || len(l.users) == 0
		}
	}
	return sampled, nil
}

// countFilled adds one person's attributes.
func countFilled(user []byte, known map[string]*directory.Attribute) {
	if !rawjson.IsObject(user) {
		return
	}
	rawjson.Walk(user, func(key, profile []byte) {
		if string(key) != `"profile"` || !rawjson.IsObject(profile) {
			return
		}
		rawjson.Walk(profile, func(key, value []byte) {
			name := rawjson.Unquote(key)
			if known[name] == nil {
				known[name] = &directory.Attribute{}
			}
			a := known[name]
			if kind := kindOf(value); kind != "" {
				a.Filled++
				a.Type = cmp.Or(a.Type, kind)
			}
		})
	})
}

// kindOf is the type that a value shows, by the name a schema has for it; ""
// for nothing.
func kindOf(value []byte) string {
	if rawjson.IsNull(value) || string(value) == `""` {
		return ""
	}
	switch value[0] {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		filled := false
		rawjson.Walk(value, func(_, element []byte) { filled = filled || kindOf(element) != "" })
		if !filled {
			return ""
		}
		return "array"
	case 't', 'f':
		return "boolean"
	default:
		return "number"
	}
}

// claimsFrom are the claims mapped to a path, in order.
func (s *Source) claimsFrom(path string) []string {
	var out []string
	for claim, at := range s.mapping {
		if at == path {
			out = append(out, claim)
		}
	}
	slices.Sort(out)
	return out
}

// unmappable says why an attribute cannot be mapped; "" for one that can.
func unmappable(a directory.Attribute) string {
	if a.Type == "object" {
		return "it is an object, not a value"
	}
	if CheckMapping(directory.Mapping{"custom": a.Path}) != nil {
		return "no mapping can be written with its name"
	}
	return ""
}
