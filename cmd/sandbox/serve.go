package sandbox

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
)

type serveOptions struct {
	f       *cmdutil.Factory
	users   int
	seed    uint64
	addr    string
	latency time.Duration
	faults  []string
	keyFile string
	dpop    bool
	verbose bool
	events  time.Duration
	noLogs  bool
}

func newCmdServe(f *cmdutil.Factory, runF func(context.Context, *serveOptions) error) *cobra.Command {
	opts := &serveOptions{f: f}
	if runF == nil {
		runF = runServe
	}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a sandbox until interrupted",
		Long: `Serve a sandbox until interrupted, and print how to connect to it. Okta, Graph
and Incode share one address on loopback. The same --users and --seed always give
the same people. With --events people are hired, leave, move and come back while
it runs, so that there is something to sync.

A restart undoes what happened and loses Entra's delta tokens: the next sync
from there reads everybody.

Its Incode answers requests for sessions with a link. Following the link, with
curl for example, finishes the session as the person it is for. A query changes
how it ends, several joined with "&":

  ` + strings.ReplaceAll(sandbox.FollowUsage, "\n", "\n  ") + `

--fault switches a fault on: TARGET:KIND[:FROM[:COUNT]], where TARGET is okta,
graph, token or incode, FROM the first request it hits (1) and COUNT how often (0:
always). The kinds:

` + faultList(),
		Example: `  incodectl sandbox serve --users 1000
  incodectl sandbox serve --users 1000 --events 5s
  incodectl sandbox serve --users 50000 --latency 50ms --fault okta:status-503:3:1`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().IntVar(&opts.users, "users", 1000, "number `n` of people in each directory")
	cmd.Flags().Uint64Var(&opts.seed, "seed", 1, "other people for another `n`")
	cmd.Flags().StringVar(&opts.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 picks one")
	cmd.Flags().DurationVar(&opts.latency, "latency", 0, "`time` added to every answer")
	cmd.Flags().StringArrayVar(&opts.faults, "fault", nil, "switch a `fault` on: target:kind[:from[:count]]; repeat it for several")
	cmd.Flags().StringVar(&opts.keyFile, "key-file", "", "write the private key of the sandbox's Okta app to this new `file`")
	cmd.Flags().BoolVar(&opts.dpop, "require-dpop", false, "demand DPoP of the Okta app, as new Okta apps do")
	cmd.Flags().DurationVar(&opts.events, "events", 0, "`time` after which something happens in both companies, again and again")
	cmd.Flags().BoolVar(&opts.noLogs, "no-system-log", false, "refuse Okta's System Log, as for a credential without okta.logs.read")
	cmd.Flags().BoolVar(&opts.verbose, "log", false, "log every request to stderr")
	return cmd
}

func faultList() string {
	var b strings.Builder
	for _, k := range sandbox.FaultKinds() {
		targets := make([]string, len(k.Targets))
		for i, t := range k.Targets {
			targets[i] = string(t)
		}
		fmt.Fprintf(&b, "  %-24s%s (%s)\n", k.Kind, k.About, strings.Join(targets, ", "))
	}
	return strings.TrimRight(b.String(), "\n")
}

func runServe(ctx context.Context, opts *serveOptions) error {
	const most = 5_000_000
	if opts.users < 0 || opts.users > most {
		return fault.New(fault.Usage, "--users must be between 0 and %d", most)
	}
	var log io.Writer
	if opts.verbose {
		log = opts.f.IO.Err
	}
	for flag, d := range map[string]time.Duration{"latency": opts.latency, "events": opts.events} {
		if d < 0 {
			return fault.New(fault.Usage, "--%s is negative", flag)
		}
	}
	lumen := sandbox.NewCompany(sandbox.CompanyOptions{Users: opts.users, Seed: opts.seed, Domain: "lumen.example", IDPrefix: "LUM"})
	aurora := sandbox.NewCompany(sandbox.CompanyOptions{Users: opts.users, Seed: opts.seed + 1, Domain: "aurora.example", IDPrefix: "AUR"})
	server, err := sandbox.Start(ctx, sandbox.Options{
		Okta: lumen, Entra: aurora, NoLogs: opts.noLogs,
		Addr: opts.addr, Latency: opts.latency, Log: log, RequireDPoP: opts.dpop,
	})
	if err != nil {
		return fault.Wrap(err, fault.Usage, "").WithHint("choose another address with --addr; port 0 picks a free one")
	}
	defer server.Close()
	for _, text := range opts.faults {
		ft, err := parseFault(text)
		if err == nil {
			err = server.Fault(ft)
		}
		if err != nil {
			return fault.Wrap(err, fault.Usage, "--fault %s", text)
		}
	}
	if opts.keyFile != "" {
		if err := writeKey(server, opts.keyFile); err != nil {
			return err
		}
	}
	if err := opts.connect(server); err != nil {
		return err
	}
	opts.f.IO.Notef("serving until you press Ctrl-C")
	opts.live(ctx, lumen, aurora)
	return nil
}

// live lets things happen in the companies until ctx ends.
func (opts *serveOptions) live(ctx context.Context, companies ...*sandbox.Company) {
	if opts.events == 0 {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(opts.events)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, c := range companies {
				opts.f.IO.Notef("%s", c.Happen(n))
			}
		}
	}
}

func parseFault(text string) (sandbox.Fault, error) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 4 {
		return sandbox.Fault{}, fmt.Errorf("write it as target:kind[:from[:count]]")
	}
	ft := sandbox.Fault{Target: sandbox.Target(parts[0]), Kind: sandbox.FaultKind(parts[1])}
	for i, n := range []*int{&ft.From, &ft.Count} {
		if len(parts) <= i+2 {
			break
		}
		v, err := strconv.Atoi(parts[i+2])
		if err != nil || v < 0 {
			return ft, fmt.Errorf("%q is no count", parts[i+2])
		}
		*n = v
	}
	return ft, nil
}

// writeKey writes the private key to a file that does not exist yet.
func writeKey(server *sandbox.Server, path string) error {
	pem, err := server.OktaPrivateKeyPEM()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Wrap(err, fault.Usage, "--key-file")
	}
	_, err = file.WriteString(pem)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	return err
}
