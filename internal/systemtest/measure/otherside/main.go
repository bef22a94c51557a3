// Command otherside is the other side of a sync in a process of its own, and the
// least that reading it takes.
//
//	otherside serve [-users N] [-latency TIME]
//	otherside download okta|entra URL
//
// serve is a sandbox that does as it is told, where "incodectl sandbox serve"
// follows a clock: it prints how to connect to it and answers each line of
// stdin with a line of JSON.
//
//	change N            other family names for the same N people of both companies
//	refuse TARGET FROM  one 403, to that request from now on (okta, graph)
//	cpu                 the CPU time this process took so far
//	first TARGET        the first request for people
//
// download reads a listing by its links, one page after the other, and throws it
// away: a sync takes at least that. URL is what first said.
package main

import (
	"context"
	"fmt"
	"os"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) > 0 && args[0] == "serve":
		return serve(ctx, args[1:], os.Stdin, os.Stdout)
	case len(args) == 3 && args[0] == "download":
		return download(ctx, args[1], args[2])
	}
	return fmt.Errorf("usage: otherside serve [-users N] [-latency TIME] | download okta|entra URL")
}
