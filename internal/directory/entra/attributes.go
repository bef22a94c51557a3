package entra

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
)

// Attributes implements directory.Source: the properties that a listing can
// have, the attributes synced from on-premises, the directory extensions of the
// tenant, and what cannot be mapped with the reason. Filled is counted on one
// page in scope, of each group in turn until sample is reached.
//
// Listing directory extensions takes the permission Directory.Read.All, which a
// sync does without. Where it is refused, the extensions mapped already are
// listed, and one entry without Sampled says why there are no others.
func (s *Source) Attributes(ctx context.Context, sample int) ([]directory.Attribute, error) {
	found, err := s.extensionAttributes(ctx)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(standardAttributes(), found)
	known := func(path string) bool {
		return slices.ContainsFunc(all, func(a directory.Attribute) bool { return a.Path == path })
	}
	for _, f := range s.plan.fields {
		if !known(f.path) {
			all = append(all, directory.Attribute{Path: f.path, Type: typeOf(f.path)})
		}
	}
	for i := range all {
		for _, f := range s.plan.fields { // in order of claim
			if f.path == all[i].Path {
				all[i].Claims = append(all[i].Claims, f.claim)
			}
		}
		if all[i].Why == "" && len(all[i].Claims) == 0 {
			all[i].Suggest = suggestClaim(all[i].Path)
		}
	}
	// What can be mapped comes first.
	slices.SortStableFunc(all, func(a, b directory.Attribute) int { return cmp.Compare(min(len(a.Why), 1), min(len(b.Why), 1)) })
	able := slices.IndexFunc(all, func(a directory.Attribute) bool { return a.Why != "" })
	if err := s.sample(ctx, all[:able], min(sample, pageSize)); err != nil {
		return nil, err
	}
	return all, nil
}

// standardAttributes are what every tenant has.
func standardAttributes() []directory.Attribute {
	var all []directory.Attribute
	for _, name := range listable() {
		all = append(all, directory.Attribute{Path: name, Type: typeOf(name)})
	}
	all = append(all,
		directory.Attribute{Path: propOrgData + ".costCenter", Type: typeText},
		directory.Attribute{Path: propOrgData + ".division", Type: typeText})
	for i := range 15 {
		all = append(all, directory.Attribute{Path: propExtensions + ".extensionAttribute" + strconv.Itoa(i+1), Type: typeText})
	}
	for _, name := range singleOnly() {
		why, _ := checkPath(name)
		all = append(all, directory.Attribute{Path: name, Why: why})
	}
	for _, r := range refused() {
		all = append(all, directory.Attribute{Path: r.name, Why: r.why})
	}
	return all
}

// Microsoft Graph's words for types.
const (
	typeText = "String"
	typeTime = "DateTimeOffset"
	typeBool = "Boolean"
)

// typeOf is the type that Graph declares for a property.
func typeOf(path string) string {
	switch path {
	case propEnabled, "isResourceAccount", "onPremisesSyncEnabled", "showInAddressList":
		return typeBool
	case "businessPhones", "imAddresses", propOther, propProxies:
		return "Collection(" + typeText + ")"
	case "employeeHireDate":
		return typeTime
	}
	if strings.HasSuffix(path, "DateTime") {
		return typeTime
	}
	return typeText
}

// extensionAttributes asks for the directory extensions that people can have.
// https://learn.microsoft.com/graph/api/directoryobject-getavailableextensionproperties
func (s *Source) extensionAttributes(ctx context.Context) ([]directory.Attribute, error) {
	const what = "the directory extensions"
	// A POST only by its method: it changes nothing.
	r, err := s.send(httpx.Idempotent(ctx), func() (*abs.RequestInformation, error) { return s.extensionsRequest(), nil })
	without := func(why string) []directory.Attribute {
		return []directory.Attribute{{Path: "extension_{app ID}_{name}", Why: why + "; one that is known can be mapped all the same"}}
	}
	switch {
	case err != nil:
		return nil, unreachable(err, what)
	case r.refused():
		return without("directory extensions cannot be listed, which takes the permission Directory.Read.All: " + s.said(r)), nil
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return nil, s.refusal(r, "", what)
	}
	answer, err := decodeList(r, what)
	if err != nil {
		return nil, err
	}
	if len(answer.objects) == 0 {
		return without("Microsoft Graph names no directory extension; in tenants with more than 1000 service principals it names none even if there are some"), nil
	}
	var all []directory.Attribute
	for _, raw := range answer.objects {
		var e struct {
			Name    string   `json:"name"`
			Type    string   `json:"dataType"`
			Many    bool     `json:"isMultiValued"`
			Targets []string `json:"targetObjects"`
			App     string   `json:"appDisplayName"`
		}
		if json.Unmarshal(raw, &e) != nil || e.Name == "" {
			return nil, unusable(what, "an extension in it cannot be read")
		}
		if !containsFold(e.Targets, "User") {
			continue
		}
		a := directory.Attribute{Path: e.Name, Type: cmp.Or(e.Type, typeText), Title: e.App}
		if e.Many {
			a.Type = "Collection(" + a.Type + ")"
		}
		a.Why, _ = checkPath(e.Name)
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b directory.Attribute) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}
