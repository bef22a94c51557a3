package systemtest

import (
	"maps"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// expect is what must come of a sync that meets a fault.
type expect struct {
	status directory.RunStatus
	code   fault.Code // of the error
	words  string     // in the error
	note   string     // in the run's notes
	skips  int        // people who cannot be read, where status is partial; -1: some
	blind  bool       // not even their ids can be read, so nobody may be missing
	full   bool       // the run has turned into a full one
	late   bool       // what the fault hides, the next run brings
	lost   bool       // what the fault hides, the next full run brings
	anew   bool       // pages are kept, but the next run does not believe them

	retried bool // it took a wait and another attempt
}

func completes() expect { return expect{status: directory.RunSucceeded} }

func fails(code fault.Code, words string) expect {
	return expect{status: directory.RunFailed, code: code, words: words}
}

func skips(n int) expect { return expect{status: directory.RunPartial, skips: n} }

func blind(n int) expect { return expect{status: directory.RunPartial, skips: n, blind: true} }

func late() expect { return expect{status: directory.RunSucceeded, late: true} }

func notes(note string) expect { return expect{status: directory.RunSucceeded, note: note} }

func turnsFull(note string) expect {
	return expect{status: directory.RunSucceeded, note: note, full: true}
}

func nobody() expect {
	return expect{status: directory.RunBlocked, code: fault.Blocked, words: "listed nobody"}
}

// rule is what must hold of one fault on one route.
type rule struct {
	from   int // request it strikes first; 0 means the route's
	count  int // how often "always" is; 0: without end
	once   *expect
	always expect
}

// same is the rule of what is the same once and for good.
func same(e expect) rule { return rule{always: e} }

func rules(once, always expect) rule { return rule{once: &once, always: always} }

// passing are the rules of what a retry gets over, and what remains when it
// does not pass.
func passing(code fault.Code, words string) rule {
	once, always := completes(), fails(code, words)
	once.retried, always.retried = true, true
	return rules(once, always)
}

func unusable(why string) rule { return same(fails(fault.Unavailable, why)) }

// with puts rules over others.
func with(base map[sandbox.FaultKind]rule, more ...map[sandbox.FaultKind]rule) map[sandbox.FaultKind]rule {
	for _, m := range more {
		maps.Copy(base, m)
	}
	return base
}

// harmless are the rules of faults that a route does not have.
func harmless(kinds ...sandbox.FaultKind) map[sandbox.FaultKind]rule {
	all := map[sandbox.FaultKind]rule{}
	for _, k := range kinds {
		all[k] = same(completes())
	}
	return all
}

// everywhere are the rules of the faults that all endpoints have alike.
func everywhere() map[sandbox.FaultKind]rule {
	limited := passing(fault.RateLimited, "still limits the rate after 5 attempts")
	failing := passing(fault.Unavailable, "failed 5 times")
	return map[sandbox.FaultKind]rule{
		sandbox.FaultReset:             passing(fault.Unavailable, "the connection to"),
		sandbox.FaultRateLimited:       limited,
		sandbox.FaultRateLimitedBare:   limited,
		sandbox.FaultRateLimitedPast:   limited,
		sandbox.FaultRateLimitedMinute: limited,
		sandbox.FaultRetryFractional:   limited,
		sandbox.FaultRetryLong:         same(fails(fault.RateLimited, "asks to wait 2m30s")),
		sandbox.FaultStatus500:         failing,
		sandbox.FaultStatus502:         failing,
		sandbox.FaultStatus503:         failing,
		sandbox.FaultClockAhead:        same(completes()),
		sandbox.FaultClockBehind:       same(completes()),
	}
}

// oktaRules are of Okta's API, whatever is asked for; paging has none of its own.
func oktaRules() map[sandbox.FaultKind]rule {
	return with(everywhere(), harmless(
		sandbox.FaultJoinedLink, sandbox.FaultNextSelf, sandbox.FaultCycle, sandbox.FaultEmptyPage, sandbox.FaultEmptyList,
		sandbox.FaultNoProfile, sandbox.FaultBigNumber, sandbox.FaultDuplicate, sandbox.FaultVanish, sandbox.FaultOtherHost,
		sandbox.FaultOmit, sandbox.FaultCursorGone,
	), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyBody:    unusable("the answer is empty"),
		sandbox.FaultNoContent:    unusable("(204"),
		sandbox.FaultTruncated:    unusable("cut off or damaged"),
		sandbox.FaultHTML:         unusable("a web page"),
		sandbox.FaultUnauthorized: same(fails(fault.Unauthorized, "Okta refused the API token")),
		sandbox.FaultForbidden:    same(fails(fault.Unauthorized, "may not read users")),
	})
}

// oktaListRules are of a full listing, page after page.
func oktaListRules() map[sandbox.FaultKind]rule {
	return with(oktaRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultNextSelf:   unusable("its next page is the page itself"),
		sandbox.FaultCycle:      {from: 3, always: fails(fault.Unavailable, "in circles")},
		sandbox.FaultEmptyPage:  rules(completes(), fails(fault.Unavailable, "pages in a row without anybody")),
		sandbox.FaultEmptyList:  {from: 1, always: nobody()},
		sandbox.FaultNoProfile:  rules(skips(1), skips(-1)),
		sandbox.FaultOtherHost:  unusable("its next page is at another address"),
		sandbox.FaultVanish:     rules(completes(), late()), // also whom a page before has
		sandbox.FaultOmit:       same(notes(foundAgain)),
		sandbox.FaultCursorGone: {from: 1, always: fails(fault.Unavailable, "400 E0000001")},
	})
}

// oktaRangeRules are of a listing in ranges of created.
func oktaRangeRules() map[sandbox.FaultKind]rule {
	return with(oktaListRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultNextSelf:  unusable("its next page"), // of the first page of a range or of a later one
		sandbox.FaultCycle:     {from: 4, always: fails(fault.Unavailable, "its next page is the page itself")},
		sandbox.FaultEmptyList: {from: 1, always: nobody()},
	})
}

// oktaGroupRules are of the members of a group, listed beside other groups.
func oktaGroupRules() map[sandbox.FaultKind]rule {
	return with(oktaListRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultForbidden: same(fails(fault.Unauthorized, "may not read members of group")),
		sandbox.FaultCycle:     {from: 3, always: fails(fault.Unavailable, "in circles")},
		sandbox.FaultEmptyList: unusable("stopped showing any members of group"),
	})
}

// oktaDeltaRules are of those who changed.
func oktaDeltaRules() map[sandbox.FaultKind]rule {
	return with(oktaListRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyList: rules(completes(), fails(fault.Unavailable, "stopped showing any users")),
		sandbox.FaultOmit:      same(late()),
	})
}

// oktaLogRules are of the System Log.
func oktaLogRules() map[sandbox.FaultKind]rule {
	return with(oktaRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultForbidden: same(expect{status: directory.RunSucceeded, note: "may not read the System Log", late: true}),
		sandbox.FaultNextSelf:  same(completes()), // so the log ends
	})
}

// oktaPersonRules are of somebody who is not there.
func oktaPersonRules() map[sandbox.FaultKind]rule {
	return with(oktaObjectRules("a user"), map[sandbox.FaultKind]rule{
		sandbox.FaultTruncated: unusable("no Okta API (404"), // it is not Okta's 404
	})
}

// oktaObjectRules are of one object.
func oktaObjectRules(what string) map[sandbox.FaultKind]rule {
	no := unusable("gave no usable answer about " + what)
	return with(oktaRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyBody: no,
		sandbox.FaultHTML:      no,
		sandbox.FaultTruncated: no,
		sandbox.FaultForbidden: same(fails(fault.Unauthorized, "may not read "+what)),
	})
}

// Words of notes and errors.
const (
	foundAgain  = "left out by the listing, but found when looked up"
	forgotten   = "no longer knows the state of the last sync"
	stateless   = "nobody's state is known"
	noBeginning = "Microsoft Graph no longer knows its beginning"
)

// graphRules are of Graph, whatever is asked for; paging has none of its own.
func graphRules() map[sandbox.FaultKind]rule {
	return with(everywhere(), harmless(
		sandbox.FaultNextSelf, sandbox.FaultCycle, sandbox.FaultEmptyPage, sandbox.FaultEmptyList, sandbox.FaultDuplicate,
		sandbox.FaultVanish, sandbox.FaultNoValue, sandbox.FaultNullElement, sandbox.FaultWrongType, sandbox.FaultOtherHost,
		sandbox.FaultSelectLost, sandbox.FaultNoEnabled, sandbox.FaultOmit, sandbox.FaultCursorGone, sandbox.FaultDeltaGone,
		sandbox.FaultDeltaNotFound, sandbox.FaultThrottleWarning,
	), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyBody:    unusable("it is empty"),
		sandbox.FaultNoContent:    unusable("it is empty"),
		sandbox.FaultTruncated:    unusable("it broke off or is no JSON"),
		sandbox.FaultHTML:         unusable("a web page"),
		sandbox.FaultUnauthorized: rules(completes(), fails(fault.Unauthorized, "refused the access token")),
		sandbox.FaultForbidden:    same(fails(fault.Unauthorized, "a permission is missing")),
	})
}

// graphListRules are of a full listing.
func graphListRules() map[sandbox.FaultKind]rule {
	return with(graphRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultNextSelf:    unusable("goes round in circles"),
		sandbox.FaultCycle:       {from: 3, always: fails(fault.Unavailable, "goes round in circles")},
		sandbox.FaultEmptyPage:   rules(completes(), fails(fault.Unavailable, "pages in a row without anybody")),
		sandbox.FaultEmptyList:   {from: 1, always: nobody()},
		sandbox.FaultNoValue:     unusable("it has no list (value)"),
		sandbox.FaultNullElement: rules(blind(1), blind(-1)),
		sandbox.FaultWrongType:   rules(skips(1), skips(-1)),
		sandbox.FaultOtherHost:   unusable("the access token is not sent there"),
		sandbox.FaultSelectLost:  same(expect{status: directory.RunFailed, code: fault.Unauthorized, words: stateless, anew: true}),
		sandbox.FaultNoEnabled:   same(fails(fault.Unauthorized, stateless)),
		sandbox.FaultVanish:      rules(completes(), late()), // also whom a page before has
		sandbox.FaultOmit:        same(notes(foundAgain)),
		sandbox.FaultCursorGone:  {from: 1, always: fails(fault.Unavailable, "no longer knows this position")},
	})
}

// graphGroupRules are of the members of a group, listed beside other groups.
func graphGroupRules() map[sandbox.FaultKind]rule {
	return with(graphListRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyList: unusable("stopped showing anybody"),
		// The three pages further on, and not the question whether somebody is a member.
		sandbox.FaultOmit: {count: 3, always: notes(foundAgain)},
	})
}

// graphBaselineRules are of the link to what changes from now on, without which
// a listing is good enough, and the next sync a full one.
func graphBaselineRules() map[sandbox.FaultKind]rule {
	return with(graphReplayRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultForbidden:   same(notes("the next sync reads everybody again")),
		sandbox.FaultNextSelf:    rules(completes(), notes("gives no link to the changes of users")),
		sandbox.FaultEmptyPage:   rules(completes(), notes("gives no link to the changes of users")),
		sandbox.FaultNullElement: rules(completes(), blind(1)),
	})
}

// graphReplayRules are of what changed while a listing went on, which in these
// tests is nobody.
func graphReplayRules() map[sandbox.FaultKind]rule {
	return with(graphRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultNextSelf:      unusable("goes round in circles"),
		sandbox.FaultEmptyPage:     rules(completes(), fails(fault.Unavailable, "pages in a row without anybody")),
		sandbox.FaultNoValue:       unusable("it has no list (value)"),
		sandbox.FaultNullElement:   same(blind(1)),
		sandbox.FaultOtherHost:     unusable("the access token is not sent there"),
		sandbox.FaultDeltaGone:     {from: 1, always: notes(noBeginning)},
		sandbox.FaultDeltaNotFound: {from: 1, always: notes(noBeginning)},
	})
}

// graphPersonRules are of one object.
func graphPersonRules() map[sandbox.FaultKind]rule {
	return with(graphRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultTruncated: unusable("answered 404 without a reason"),
	})
}

// graphDeltaRules are of those who changed.
func graphDeltaRules() map[sandbox.FaultKind]rule {
	return with(graphListRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultCycle:         {from: 3, always: fails(fault.Unavailable, "goes round in circles")},
		sandbox.FaultEmptyList:     {from: 2, always: late()},
		sandbox.FaultVanish:        same(late()),
		sandbox.FaultOmit:          same(expect{status: directory.RunSucceeded, lost: true}),
		sandbox.FaultSelectLost:    rules(skips(-1), turnsFull(stateless)),
		sandbox.FaultNoEnabled:     same(turnsFull(stateless)),
		sandbox.FaultCursorGone:    {from: 1, always: turnsFull(forgotten)},
		sandbox.FaultDeltaGone:     rules(turnsFull(forgotten), turnsFull(noBeginning)),
		sandbox.FaultDeltaNotFound: rules(turnsFull(forgotten), turnsFull(noBeginning)),
	})
}

// graphMembershipRules are of the membership of groups.
func graphMembershipRules() map[sandbox.FaultKind]rule {
	return with(graphRules(), map[sandbox.FaultKind]rule{
		sandbox.FaultNoValue:       unusable("it has no list (value)"),
		sandbox.FaultNullElement:   same(turnsFull("the members of the groups in scope changed")),
		sandbox.FaultOtherHost:     unusable("the access token is not sent there"),
		sandbox.FaultDeltaGone:     same(turnsFull(forgotten)),
		sandbox.FaultDeltaNotFound: same(turnsFull(forgotten)),
	})
}

// tokenRules are of both token endpoints.
func tokenRules(refused string) map[sandbox.FaultKind]rule {
	bad := unusable("token")
	return with(everywhere(), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyBody: bad, sandbox.FaultNoContent: bad, sandbox.FaultTruncated: bad, sandbox.FaultHTML: bad,
		sandbox.FaultUnauthorized: same(fails(fault.Unauthorized, refused)),
	})
}
