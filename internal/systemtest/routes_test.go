package systemtest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// route is one kind of request of one kind of run, which faults strike.
type route struct {
	name    string
	target  sandbox.Target
	connect func(t testing.TB, w *world) *side
	path    func(s *side) string // of the requests struck; "": all of the target
	from    int                  // the first one struck, unless the rule says another
	mode    directory.Mode       // "": full
	workers int                  // requests under way at once; several make it uncertain which is struck
	pages   int                  // people on a page; 0: pageOfRoutes
	groups  []string             // in scope, by name
	day     func(t testing.TB, s *side)
	rules   map[sandbox.FaultKind]rule
}

// pageOfRoutes is how many people are on a page there: few, so that the many
// syncs are short.
const pageOfRoutes = 10

func oktaByToken(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthToken) }

func oktaByKey(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthPrivateKey) }

func entraBySecret(t testing.TB, w *world) *side { return w.entraSide(t) }

func at(path string) func(*side) string { return func(*side) string { return path } }

// ofPilot is a path with the id of the group Pilot in it.
func ofPilot(format string) func(*side) string {
	return func(s *side) string { return fmt.Sprintf(format, s.ids["Pilot"]) }
}

// lastDeleted is the path of whoever was deleted last.
func lastDeleted(prefix string) func(*side) string {
	return func(s *side) string {
		p := s.company.Person(s.gone)
		return prefix + s.oracle(&p).ExternalID
	}
}

// busyDay is events.
func busyDay(t testing.TB, s *side) {
	t.Helper()
	s.events(t)
}

// quietDay changes people of the group Pilot and nobody's membership.
func quietDay(_ testing.TB, s *side) {
	s.days++
	for i := 4; i < 9; i++ {
		s.company.SetAttribute(i, "city", fmt.Sprintf("City %d-%d", s.days, i))
	}
}

// inGroups is who is in one of the groups. Okta takes deactivated people out.
func (s *side) inGroups(names ...string) func(p *sandbox.Person) bool {
	isOkta := s.in.Template == "okta-directory"
	return func(p *sandbox.Person) bool {
		in := slices.Contains(names, p.Department) || slices.Contains(names, "Pilot") && (p.Index < 10 || p.Index%97 == 0)
		return in && (!isOkta || p.Status != sandbox.StatusDeprovisioned)
	}
}

// limitTo makes groups the scope.
func (s *side) limitTo(names ...string) {
	s.groups, s.scope = nil, nil
	for _, name := range names {
		s.groups = append(s.groups, s.ids[name])
	}
	if len(names) > 0 {
		s.scope = s.inGroups(names...)
	}
}

// routes are all there are, with what must hold of every fault on each.
func routes() []route {
	const delta = directory.ModeDelta
	three := []string{"Engineering", "Design", "Pilot"}
	return []route{
		{
			name: "okta full", target: sandbox.TargetOkta, connect: oktaByToken, path: at("/api/v1/users"), from: 2,
			day: busyDay, rules: oktaListRules(),
		},
		{
			name: "okta full, who is not listed", target: sandbox.TargetOkta, connect: oktaByToken, path: lastDeleted("/api/v1/users/"), from: 1,
			day: busyDay, rules: oktaPersonRules(),
		},
		{
			name: "okta full, token", target: sandbox.TargetToken, connect: oktaByKey, path: at(""), from: 1,
			day: busyDay, rules: tokenRules("client_assertion"),
		},
		{
			name: "okta ranges", target: sandbox.TargetOkta, connect: oktaByToken, path: at("/api/v1/users"), from: 8, workers: 4, pages: 3,
			day: busyDay, rules: oktaRangeRules(),
		},
		{
			name: "okta groups", target: sandbox.TargetOkta, connect: oktaByToken, path: ofPilot("/api/v1/groups/%s/users"), from: 2, workers: 4, pages: 3,
			groups: three, day: quietDay, rules: oktaGroupRules(),
		},
		{
			name: "okta delta", target: sandbox.TargetOkta, connect: oktaByToken, path: at("/api/v1/users"), from: 2, mode: delta, pages: 2,
			day: busyDay, rules: oktaDeltaRules(),
		},
		{
			name: "okta delta, log", target: sandbox.TargetOkta, connect: oktaByToken, path: at("/api/v1/logs"), from: 1, mode: delta,
			day: busyDay, rules: oktaLogRules(),
		},
		{
			name: "okta delta, who is deleted", target: sandbox.TargetOkta, connect: oktaByToken, path: lastDeleted("/api/v1/users/"), from: 1, mode: delta,
			day: busyDay, rules: oktaPersonRules(),
		},
		{
			name: "okta delta, group", target: sandbox.TargetOkta, connect: oktaByToken, path: ofPilot("/api/v1/groups/%s"), from: 1, mode: delta,
			groups: three, day: quietDay, rules: oktaObjectRules("group"),
		},
		{
			name: "graph full", target: sandbox.TargetGraph, connect: entraBySecret, path: at("/v1.0/users"), from: 2,
			day: busyDay, rules: graphListRules(),
		},
		{
			name: "graph full, beginning of changes", target: sandbox.TargetGraph, connect: entraBySecret, path: at("/v1.0/users/delta"), from: 1,
			day: busyDay, rules: graphBaselineRules(),
		},
		{
			name: "graph full, changes meanwhile", target: sandbox.TargetGraph, connect: entraBySecret, path: at("/v1.0/users/delta"), from: 2,
			day: busyDay, rules: graphReplayRules(),
		},
		{
			name: "graph full, who is not listed", target: sandbox.TargetGraph, connect: entraBySecret, path: lastDeleted("/v1.0/users/"), from: 1,
			day: busyDay, rules: graphPersonRules(),
		},
		{
			name: "graph full, token", target: sandbox.TargetToken, connect: entraBySecret, path: at(""), from: 1,
			day: busyDay, rules: tokenRules("expired"),
		},
		{
			name: "graph groups", target: sandbox.TargetGraph, connect: entraBySecret,
			path: ofPilot("/v1.0/groups/%s/transitiveMembers/microsoft.graph.user"), from: 2, workers: 4, pages: 3,
			groups: three, day: quietDay, rules: graphGroupRules(),
		},
		{
			name: "graph delta", target: sandbox.TargetGraph, connect: entraBySecret, path: at("/v1.0/users/delta"), from: 2, mode: delta,
			day: busyDay, rules: graphDeltaRules(),
		},
		{
			name: "graph delta, groups", target: sandbox.TargetGraph, connect: entraBySecret, path: at("/v1.0/groups/delta"), from: 1, mode: delta,
			groups: three, day: quietDay, rules: graphMembershipRules(),
		},
	}
}
