package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// side is a running sandbox and the companies it shows.
type side struct {
	server    *sandbox.Server
	companies []*sandbox.Company
	changes   int // times that change was asked for
}

// serve serves a sandbox until stdin ends.
func serve(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	users := flags.Int("users", 1000, "people in each company")
	latency := flags.Duration("latency", 0, "added to every answer")
	if err := flags.Parse(args); err != nil {
		return err
	}
	lumen := sandbox.NewCompany(sandbox.CompanyOptions{Users: *users, Seed: 1, Domain: "lumen.example", IDPrefix: "LUM"})
	aurora := sandbox.NewCompany(sandbox.CompanyOptions{Users: *users, Seed: 2, Domain: "aurora.example", IDPrefix: "AUR"})
	server, err := sandbox.Start(ctx, sandbox.Options{Okta: lumen, Entra: aurora, Latency: *latency})
	if err != nil {
		return err
	}
	defer server.Close()
	answers := json.NewEncoder(out)
	err = answers.Encode(map[string]string{
		"url": server.OktaURL(), "token": server.OktaToken(),
		"tenant_id": server.TenantID(), "client_id": server.ClientID(), "client_secret": server.ClientSecret(),
	})
	if err != nil {
		return err
	}
	s := side{server: server, companies: []*sandbox.Company{lumen, aurora}}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		answer, err := s.obey(strings.Fields(lines.Text()))
		if err != nil {
			return fmt.Errorf("%q: %w", lines.Text(), err)
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
	return nil
}

// obey carries out one line of stdin.
func (s *side) obey(words []string) (any, error) {
	switch strings.Join(words[:min(1, len(words))], "") {
	case "change":
		if len(words) == 2 {
			return s.change(words[1])
		}
	case "refuse":
		if len(words) == 3 {
			from, err := strconv.Atoi(words[2])
			if err != nil {
				return nil, err
			}
			s.server.ClearFaults()
			return struct{}{}, s.server.Fault(sandbox.Fault{
				Target: sandbox.Target(words[1]), Kind: sandbox.FaultForbidden, From: from, Count: 1,
			})
		}
	case "cpu":
		took, err := cpu()
		return map[string]float64{"cpu_s": took.Seconds()}, err
	case "first":
		if len(words) == 2 {
			return map[string]string{"url": s.first(words[1])}, nil
		}
	}
	return nil, fmt.Errorf("unknown; see the documentation of this command")
}

// change gives n people spread over each company another family name. They are the
// same people every time, so that a delta that begins a little early, as Okta's
// does, always finds n.
func (s *side) change(text string) (any, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	s.changes++
	for _, c := range s.companies {
		if n < 1 || n > c.Len() {
			return nil, fmt.Errorf("there are %d people", c.Len())
		}
		for i := range n {
			c.SetAttribute(i*(c.Len()/n), "lastName", "Newname "+strconv.Itoa(s.changes))
		}
	}
	return map[string]int{"changed": n}, nil
}

// first is the address of the first request for people that a provider got.
func (s *side) first(target string) string {
	listing := map[sandbox.Target]string{sandbox.TargetOkta: "/api/v1/users", sandbox.TargetGraph: "/v1.0/users"}[sandbox.Target(target)]
	for _, r := range s.server.Requests() {
		if path, _, _ := strings.Cut(r.Path, "?"); path == listing {
			return s.server.OktaURL() + r.Path
		}
	}
	return ""
}
