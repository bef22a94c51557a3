package match

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd/match/decision"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/store"
)

// company is a Source of people u0 to u<n-1>, each born on a day of their own.
type company struct {
	directory.Source // nothing else of it is asked for
	n                int
}

func (c company) Pages(context.Context, directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		var p directory.Page
		for i := range c.n {
			p.Records = append(p.Records, directory.Record{
				ExternalID: fmt.Sprintf("u%d", i), SourceState: "ACTIVE", Login: login(i), Email: "all@corp.example",
				Claims: claims.Set{
					claims.GivenName: "Ada", claims.FamilyName: "Morgan", claims.Birthdate: birthdate(i),
					claims.AddressStreet: "17 Long Acre", claims.AddressLocality: "Springfield", claims.AddressPostalCode: "62701",
				},
			})
		}
		p.Last = true
		yield(p, nil)
	}
}
func (company) Fingerprint() string { return "company" }

func login(i int) string { return fmt.Sprintf("u%d@corp.example", i) }

func birthdate(i int) string {
	return time.Date(1960, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// line is the document of person i, as a line of a batch.
func line(i int) string { return lineOf(i, birthdate(i)) }

// lineOf is line with a birth date of its own.
func lineOf(i int, date string) string {
	return fmt.Sprintf(`{"id":%d,"login_hint":%q,"claims":{"given_name":"Ada","family_name":"Morgan","birthdate":%q,`+
		`"address":{"street_address":"17 Long Acre","locality":"Springfield","postal_code":"62701"}}}`, i, login(i), date)
}

// batchWorld is a command line over a store with n people. Input comes from in.
func batchWorld(tb testing.TB, n int) (opts *matchOptions, in, out, words *bytes.Buffer) {
	tb.Helper()
	now := func() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }
	repo, err := store.Open(tb.Context(), filepath.Join(tb.TempDir(), "d.db"), store.Options{Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = repo.Close() })
	svc := &integration.Service{Repo: repo, Now: now}
	dir := &directory.Service{Repo: repo, Integrations: svc, Now: now, NewRunID: func() string { return strings.Repeat("0", 24) }}
	corp := integration.Integration{
		ID: "id-corp", Name: "corp", Template: integration.OktaDirectory, Category: integration.CategoryDirectory,
		CreatedAt: now(), UpdatedAt: now(),
	}
	err = errors.Join(svc.SetFeature(tb.Context(), integration.FeatureEcosystem, true), repo.CreateIntegration(tb.Context(), corp, nil))
	if err == nil {
		_, err = dir.Sync(tb.Context(), directory.SyncRequest{Integration: corp, Source: company{n: n}, Limits: directory.DefaultLimits()})
	}
	if err != nil {
		tb.Fatal(err)
	}
	ios, in, out, words := iostreams.Test()
	f := &cmdutil.Factory{
		IO: ios, Now: now, Settings: func() cmdutil.Settings { return cmdutil.Settings{} },
		Directory:    func(context.Context) (*directory.Service, error) { return dir, nil },
		Integrations: func(context.Context) (*integration.Service, error) { return svc, nil },
	}
	return &matchOptions{f: f, batch: batchOptions{file: "-", format: batchAuto, jobs: 4}}, in, out, words
}

// answered is a line of output.
type answered struct {
	Line     int
	ID       json.RawMessage
	Decision match.Outcome
	Claims   []struct{ Document string }
	Person   struct {
		ExternalID string `json:"external_id"`
	}
	Error struct {
		Code          fault.Code
		Message, Hint string
	}
}

func answers(tb testing.TB, out *bytes.Buffer) []answered {
	tb.Helper()
	var all []answered
	for l := range bytes.Lines(out.Bytes()) {
		var a answered
		if err := json.Unmarshal(l, &a); err != nil || !bytes.HasSuffix(l, []byte("}\n")) {
			tb.Fatalf("%q: %v", l, err)
		}
		all = append(all, a)
	}
	return all
}

func TestBatch(t *testing.T) {
	opts, in, out, words := batchWorld(t, 10)
	for _, l := range []string{
		line(3),
		"",
		"nonsense",
		`{"id":"n","login_hint":"nobody@corp.example","name":"Ada"}`,
		`{"login_hint":"all@corp.example","name":"Ada"}`,
		`{"login_hint":"","name":"Ada"}`,
		lineOf(4, "1999-12-31"),
		line(5),
	} {
		fmt.Fprintln(in, l)
	}
	opts.batch.format = batchJSONL
	err := runBatch(t.Context(), opts)
	if !fault.Is(err, fault.Partial) || err.Error() != "4 of 7 lines of standard input could not be used" {
		t.Errorf("ended with %v", err)
	}
	var got []string
	for _, a := range answers(t, out) {
		s := fmt.Sprintf("%d %s ", a.Line, a.ID)
		if a.Error.Code != "" {
			s += string(a.Error.Code)
		} else {
			s += a.Person.ExternalID + " " + string(a.Decision)
		}
		got = append(got, s)
		if a.Error.Code != "" && a.Error.Message == "" || strings.Contains(fmt.Sprint(a), "1960") {
			t.Errorf("answer %+v", a)
		}
	}
	want := []string{"1 3 u3 pass", "3  usage", `4 "n" not_found`, "5  ambiguous", "6  usage", "7 4 u4 hard_stop", "8 5 u5 pass"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	for _, say := range []string{"line 3: ", "line 5: ", "matched 3 people: 2 pass, 0 soft_flag, 1 hard_stop; could not be used: 4"} {
		if !strings.Contains(words.String(), say) {
			t.Errorf("stderr does not say %q:\n%s", say, words)
		}
	}
}

func TestBatchFailOn(t *testing.T) {
	opts, in, _, _ := batchWorld(t, 3)
	for failOn, want := range map[string]int{"": 0, "soft_flag": decision.ExitHardStop, "hard_stop": decision.ExitHardStop} {
		in.Reset()
		fmt.Fprintln(in, line(1))
		fmt.Fprintln(in, lineOf(2, "1999-12-31"))
		opts.batch.failOn = failOn
		got := 0
		err := runBatch(t.Context(), opts)
		if exit, ok := errors.AsType[*cmdutil.ExitError](err); ok {
			got = exit.Code
		} else if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("--fail-on %q: exit code %d, want %d", failOn, got, want)
		}
	}
	tally := batchTally{outcomes: map[match.Outcome]int{match.OutcomeSoftFlag: 1}}
	if err := tally.end(batchOptions{failOn: "hard_stop"}); err != nil {
		t.Errorf("a flag is no stop: %v", err)
	}
	exit, _ := errors.AsType[*cmdutil.ExitError](tally.end(batchOptions{failOn: "soft_flag"}))
	if exit == nil || exit.Code != decision.ExitSoftFlag {
		t.Errorf("a flag ends with %v", exit)
	}
}

// TestBatchInOrder: whoever is matched first, the answers are in order, and the
// same with any number at once.
func TestBatchInOrder(t *testing.T) {
	const n = 500
	opts, in, out, _ := batchWorld(t, n)
	var first string
	for _, jobs := range []int{1, 7} {
		for i := range n {
			fmt.Fprintln(in, line(i*37%n))
		}
		out.Reset()
		opts.batch.jobs = jobs
		if err := runBatch(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		for i, a := range answers(t, out) {
			if a.Line != i+1 || string(a.ID) != fmt.Sprint(i*37%n) || a.Person.ExternalID != fmt.Sprintf("u%d", i*37%n) {
				t.Fatalf("answer %d is %+v", i, a)
			}
		}
		if first == "" {
			first = out.String()
		} else if out.String() != first {
			t.Error("the answers depend on how many are matched at once")
		}
	}
}

func TestBatchRefuses(t *testing.T) {
	opts, in, out, _ := batchWorld(t, 1)
	opts.integration = "nowhere"
	fmt.Fprintln(in, line(0))
	if err := runBatch(t.Context(), opts); !fault.Is(err, fault.NotFound) || out.Len() > 0 {
		t.Errorf("an integration that is not there: %v, %s", err, out)
	}
	opts.integration, opts.batch.file = "", filepath.Join(t.TempDir(), "nowhere")
	if err := runBatch(t.Context(), opts); !fault.Is(err, fault.Usage) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// staff is how many people the batches below are about.
const staff = 200

// people is an endless batch; after some lines it ends, or interrupts.
type people struct {
	i, until int
	then     func()
	text     []byte
}

func (p *people) Read(to []byte) (int, error) {
	if len(p.text) == 0 {
		if p.i == p.until {
			if p.then == nil {
				return 0, io.EOF
			}
			p.then()
		}
		p.text = append(p.text, line(p.i%staff)...)
		p.text = append(p.text, '\n')
		p.i++
	}
	n := copy(to, p.text)
	p.text = p.text[n:]
	return n, nil
}

// TestBatchInterrupted: what was answered are whole lines, in order and without
// a gap, and nothing is taken for an answer that an interrupt cut short.
func TestBatchInterrupted(t *testing.T) {
	opts, _, out, words := batchWorld(t, staff)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opts.f.IO.In = &people{until: 1000, then: cancel}
	if err := runBatch(ctx, opts); !errors.Is(err, context.Canceled) {
		t.Fatalf("ended with %v", err)
	}
	all := answers(t, out)
	for i, a := range all {
		if a.Line != i+1 || a.Decision != match.OutcomePass {
			t.Fatalf("answer %d is %+v", i, a)
		}
	}
	if want := fmt.Sprintf("matched %d people: %d pass", len(all), len(all)); !strings.Contains(words.String(), want) {
		t.Errorf("stderr does not say %q:\n%s", want, words)
	}
}

// TestBatchLineIsAsASingleMatch: rule, document and notes are those of a match of
// one person.
func TestBatchLineIsAsASingleMatch(t *testing.T) {
	opts, in, out, _ := batchWorld(t, 2)
	fmt.Fprintln(in, `{"login_hint":"u1@corp.example","claims":{"name":"Ada Morgan","birthdate":"1960-01-02","dob":"1960-01-02"}}`)
	if err := runBatch(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	var got struct {
		RuleText string `json:"rule_text"`
		Document struct {
			Format string
			Notes  []string
		}
		Person struct{ Login string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.RuleText == "" || got.Document.Format != "openid-connect" || got.Person.Login != login(1) ||
		len(got.Document.Notes) != 1 || !strings.Contains(got.Document.Notes[0], "dob") {
		t.Errorf("%s", out)
	}
}

// closing is an output whose reader goes away after some writes.
type closing struct{ writes int }

func (c *closing) Write(p []byte) (int, error) {
	if c.writes--; c.writes < 0 {
		return 0, syscall.EPIPE
	}
	return len(p), nil
}

// TestBatchReaderGone: what nobody has read does not count as matched.
func TestBatchReaderGone(t *testing.T) {
	opts, _, _, words := batchWorld(t, staff)
	opts.batch.jobs = 1
	for writes, want := range []string{"the output was closed after 0 lines", "the output was closed after "} {
		opts.f.IO.In, opts.f.IO.Out = &people{until: 1000}, &closing{writes}
		err := runBatch(t.Context(), opts)
		if !fault.Is(err, fault.Partial) || iostreams.IsBrokenPipe(err) || !strings.HasPrefix(err.Error(), want) || fault.HintOf(err) == "" {
			t.Errorf("ended with %v", err)
		}
		if writes > 0 && strings.Contains(err.Error(), " 0 lines") {
			t.Errorf("after a write: %v", err)
		}
		if !strings.Contains(words.String(), "matched ") {
			t.Errorf("stderr %s", words)
		}
	}
}

// Short work leaves no progress behind, and one of a thing is one.
func TestLineCounter(t *testing.T) {
	ios, _, _, words := iostreams.Test()
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	c := startLineCounter(&cmdutil.Factory{IO: ios, Now: func() time.Time { return at }}, "match", "line", "lines")
	c.update(1)
	if words.Len() > 0 {
		t.Errorf("at once: %q", words)
	}
	at = at.Add(10 * time.Second)
	c.update(1)
	at = at.Add(10 * time.Second)
	c.update(20)
	c.stop()
	if got := words.String(); !strings.HasPrefix(got, "match: 1 line\nmatch: 20 lines") {
		t.Errorf("got %q", got)
	}
}

// counter counts lines and throws them away.
type counter struct{ lines int }

func (c *counter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// BenchmarkBatch matches 100,000 lines and reports the largest heap meanwhile.
func BenchmarkBatch(b *testing.B) {
	const n = 100_000
	opts, _, _, _ := batchWorld(b, staff)
	opts.f.IO.SetQuiet(true)
	opts.batch.jobs = runtime.GOMAXPROCS(0)
	for b.Loop() {
		out := &counter{}
		opts.f.IO.Out = out
		var peak uint64
		opts.f.IO.In = &people{until: n, then: nil}
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				}
			}
		}()
		err := runBatch(b.Context(), opts)
		close(stop)
		<-stopped
		if err != nil || out.lines != n {
			b.Fatal(out.lines, err)
		}
		b.ReportMetric(float64(peak)/(1<<20), "heap-MB")
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
