package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

// fewPeople is a repository of people, and nothing more.
type fewPeople struct {
	directory.Repository
	people []directory.User
}

func (p fewPeople) Users(_ context.Context, f directory.Filter) iter.Seq2[directory.User, error] {
	return func(yield func(directory.User, error) bool) {
		for _, u := range p.people {
			if u.IntegrationID == f.IntegrationID && u.State == f.State && !yield(u, nil) {
				return
			}
		}
	}
}

func (p fewPeople) CountUsers(ctx context.Context, f directory.Filter) (n int, err error) {
	for _, err = range p.Users(ctx, f) {
		n++
	}
	return n, err
}

// fewIntegrations is a repository of integrations, all features on.
type fewIntegrations struct {
	integration.Repository
	list []integration.Integration
}

func (fewIntegrations) Feature(context.Context, string) (bool, time.Time, error) {
	return true, time.Time{}, nil
}

func (r fewIntegrations) Integrations(context.Context) ([]integration.Integration, error) {
	return r.list, nil
}

func (r fewIntegrations) Integration(_ context.Context, name string) (integration.Integration, error) {
	for _, in := range r.list {
		if in.Name == name || in.ID == name {
			return in, nil
		}
	}
	return integration.Integration{}, fault.New(fault.NotFound, "there is no %s", name)
}

func (fewIntegrations) Tombstones(context.Context, string) ([]integration.Tombstone, error) {
	return nil, nil
}

// readinessWorld is a command line over two integrations with four people, of
// whom three are ready.
func readinessWorld(format output.Format) (opts *readinessOptions, integrations *fewIntegrations, out, words *bytes.Buffer) {
	integrations = &fewIntegrations{list: []integration.Integration{
		{ID: "1", Name: "corp", Category: integration.CategoryDirectory}, {ID: "2", Name: "labs", Category: integration.CategoryDirectory},
	}}
	var people fewPeople
	for i, born := range []string{"1990-05-13", "1991-02-03", "1990-02-30", "1985-06-07"} {
		login := fmt.Sprintf("u%d@corp.example", i)
		people.people = append(people.people, directory.User{
			IntegrationID: fmt.Sprint(1 + i/3), ExternalID: fmt.Sprint("x", i), State: directory.Active, Login: login,
			Hints:  []directory.Hint{{Kind: directory.HintLogin, Value: login}},
			Claims: claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Morgan", claims.Birthdate: born, "department": "Sales"},
		})
	}
	ios, _, out, words := iostreams.Test()
	dir := &directory.Service{Repo: people, Integrations: &integration.Service{Repo: integrations}}
	return &readinessOptions{f: &cmdutil.Factory{
		IO: ios, Now: func() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) },
		Settings:  func() cmdutil.Settings { return cmdutil.Settings{Format: format} },
		Directory: func(context.Context) (*directory.Service, error) { return dir, nil },
	}}, integrations, out, words
}

func TestReadinessFlags(t *testing.T) {
	got, err := run(t, newCmdReadiness, "--integration", "corp", "--integration", "labs", "--policy", "strict",
		"--fail-under", "95%", "--by", "department", "--limit", "3", "--people", "4")
	if err != nil || !slices.Equal(got.integrations, []string{"corp", "labs"}) || got.policy != "strict" || got.failUnder != "95%" ||
		got.by != "department" || got.limit != 3 || got.people != 4 {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := run(t, newCmdReadiness, "corp"); got != nil || !fault.Is(err, fault.Usage) {
		t.Errorf("an argument: %+v, %v", got, err)
	}
}

func TestReadinessFormats(t *testing.T) {
	const meaning = "A date does not exist in the calendar."
	for format, want := range map[output.Format]string{
		output.CSV: "Integration,Login,External ID,Claim,Problem,Meaning\ncorp,u2@corp.example,x2,birthdate,no_such_date," + meaning + "\n",
		output.JSONL: `{"integration_id":"1","integration":"corp","login":"u2@corp.example","external_id":"x2",` +
			`"claim":"birthdate","problem":"no_such_date","meaning":"` + meaning + `"}` + "\n",
		output.Name: "u2@corp.example\n",
		output.Table: "corp\t3\t2\t1\t66.66%\nlabs\t1\t1\t0\t100.00%\n\n" +
			"name\t4\t0\t0\t100.00%\t0\t\nbirthdate\t4\t0\t1\t75.00%\t1\tno such date 1\n" +
			"address\t0\t4\t0\t0.00%\t0\t\nemail\t0\t4\t0\t0.00%\t0\t\nphone_number\t0\t4\t0\t0.00%\t0\t\n\n" +
			"birthdate\tno such date\t1\t" + meaning + "\n\nSales\t4\t3\t75.00%\n",
	} {
		opts, _, out, words := readinessWorld(format)
		opts.by = "department"
		if err := runReadiness(t.Context(), opts); err != nil || out.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", format, err, out, want)
		}
		if said := "3 of 4 people are ready for matching under policy standard, 75.00%\n"; words.String() != said {
			t.Errorf("%s: said %q, want %q", format, words, said)
		}
	}
}

func TestReadinessJSON(t *testing.T) {
	for people, want := range map[int]int{0: -1, 1: 1, 5: 1} {
		opts, _, out, _ := readinessWorld(output.JSON)
		opts.people, opts.integrations = people, []string{"corp", "1"}
		if err := runReadiness(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		var got struct {
			People       int     `json:"people"`
			Ready        int     `json:"ready"`
			Percent      float64 `json:"ready_percent"`
			Integrations []any
			Listed       []struct{ Login string } `json:"people_not_ready"`
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		listed := len(got.Listed)
		if got.Listed == nil {
			listed = -1
		}
		if got.People != 3 || got.Ready != 2 || got.Percent != 66.66 || len(got.Integrations) != 1 || listed != want {
			t.Errorf("--people %d: %s", people, out)
		}
	}
}

// TestReadinessFailUnder: the report comes first, then the verdict, whatever the format.
func TestReadinessFailUnder(t *testing.T) {
	for _, format := range output.Formats() {
		for limit, code := range map[string]fault.Code{"75%": "", "75": "", "0.75": fault.Usage, "76": fault.Partial, "1": fault.Usage, "all": fault.Usage} {
			opts, _, out, _ := readinessWorld(format)
			opts.failUnder = limit
			err := runReadiness(t.Context(), opts)
			if fault.CodeOf(err) != code || (out.Len() == 0) != (code == fault.Usage) {
				t.Errorf("%s, %s: %v, %q", format, limit, err, out)
			}
			if code == fault.Partial && err.Error() != "3 of 4 people are ready for matching, 75.00%; 76% are asked for" {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestReadinessRefuses(t *testing.T) {
	for about, tt := range map[string]struct {
		format output.Format
		set    func(*readinessOptions)
		code   fault.Code
	}{
		"a negative limit":           {output.CSV, func(o *readinessOptions) { o.limit = -1 }, fault.Usage},
		"a negative number":          {output.JSON, func(o *readinessOptions) { o.people = -1 }, fault.Usage},
		"a limit of what sums up":    {output.JSON, func(o *readinessOptions) { o.limit = 1 }, fault.Usage},
		"people in a list of people": {output.CSV, func(o *readinessOptions) { o.people = 1 }, fault.Usage},
		"groups by what is personal": {output.JSON, func(o *readinessOptions) { o.by = "birthdate" }, fault.Usage},
		"no such integration":        {output.JSON, func(o *readinessOptions) { o.integrations = []string{"corp", "dock"} }, fault.NotFound},
	} {
		opts, _, out, _ := readinessWorld(tt.format)
		tt.set(opts)
		if err := runReadiness(t.Context(), opts); !fault.Is(err, tt.code) || out.Len() > 0 {
			t.Errorf("%s: %v, %q", about, err, out)
		}
	}
}

func TestReadinessLimit(t *testing.T) {
	opts, _, out, words := readinessWorld(output.Name)
	opts.policy, opts.limit, opts.failUnder = "strict", 1, "10%"
	err := runReadiness(t.Context(), opts)
	if !fault.Is(err, fault.Partial) || out.String() != "u0@corp.example\n" || !strings.Contains(words.String(), "listing 1 of 4 people not ready") {
		t.Errorf("%v, %q, %q", err, out, words)
	}
}

// TestReadinessFormerOrganisation: people who may be another organisation's are
// not matched at all, so none of them is proven ready.
func TestReadinessFormerOrganisation(t *testing.T) {
	opts, integrations, _, words := readinessWorld(output.JSON)
	integrations.list[1].FullSyncNeeded = "the org URL changed"
	opts.failUnder = "10%"
	if err := runReadiness(t.Context(), opts); !fault.Is(err, fault.Partial) || !strings.Contains(words.String(), "labs: the org URL changed") {
		t.Errorf("%v, %q", err, words)
	}
}

// closedPipe is the output of a reader that has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// TestReadinessReaderGone: the verdict does not depend on who listens.
func TestReadinessReaderGone(t *testing.T) {
	opts, _, _, _ := readinessWorld(output.CSV)
	opts.f.IO.Out = closedPipe{}
	opts.failUnder = "76%"
	if err := runReadiness(t.Context(), opts); err == nil || !strings.HasPrefix(err.Error(), "3 of 4 people are ready") {
		t.Errorf("%v", err)
	}
}

func TestReadinessOfNobody(t *testing.T) {
	opts, integrations, out, words := readinessWorld(output.Table)
	integrations.list = nil
	if err := runReadiness(t.Context(), opts); err != nil || out.Len() > 0 || !strings.Contains(words.String(), "no directory integration yet") {
		t.Errorf("%v, %q, %q", err, out, words)
	}
	opts.failUnder = "0"
	if err := runReadiness(t.Context(), opts); !fault.Is(err, fault.Partial) {
		t.Errorf("nobody is proven ready: %v", err)
	}
}
