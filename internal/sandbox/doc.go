// Package sandbox serves a make-believe Okta org, Microsoft Entra tenant and
// Incode over real HTTP on the loopback interface, for the demo, for trying commands
// without an account anywhere, and for tests and benchmarks.
//
// A Company is a deterministic set of invented people: the same options give
// the same people at any size, and they are computed from (seed, index) when
// asked for, so a million of them cost no memory. Changes made at run time
// (somebody leaves, moves, changes their login) are kept beside them. Start
// serves one company as Okta, one as Microsoft Graph, or both, with the
// vendors' paging, filters, sorting, delta queries, System Log, headers, errors
// and token endpoints, and with faults that can be switched on at run time.
//
// Nobody here exists: names are common ones drawn at random, domains are
// reserved by RFC 2606, and telephone numbers come from ranges kept free for
// fiction where a country has one.
package sandbox
