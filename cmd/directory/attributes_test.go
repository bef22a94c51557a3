package directory

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

func TestAttributesFlags(t *testing.T) {
	got, err := run(t, newCmdAttributes, "corp", "--sample", "1000", "--filled")
	if err != nil {
		t.Fatal(err)
	}
	if want := (attributesOptions{f: got.f, ref: "corp", sample: 1000, filled: true}); *got != want {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	if got, err = run(t, newCmdAttributes, "corp"); err != nil || got.sample != 200 || got.filled {
		t.Errorf("defaults: %+v, %v", got, err)
	}
	for _, args := range [][]string{{}, {"a", "b"}} {
		if got, err := run(t, newCmdAttributes, args...); got != nil || !fault.Is(err, fault.Usage) {
			t.Errorf("%v: %+v, %v", args, got, err)
		}
	}
	for _, sample := range []int{0, -1, maxSample + 1} {
		if err := runAttributes(t.Context(), &attributesOptions{sample: sample}); !fault.Is(err, fault.Usage) {
			t.Errorf("--sample %d: %v", sample, err)
		}
	}
}

// attribute is one of 200 people's.
func attribute(path string, filled int, suggest string, claims ...string) directory.Attribute {
	return directory.Attribute{Path: path, Type: "string", Sampled: 200, Filled: filled, Suggest: suggest, Claims: claims}
}

func TestProposals(t *testing.T) {
	unmappable := attribute("birthday", 200, "birthdate")
	unmappable.Why = "only for one user at a time"
	tests := map[string]struct {
		all      []directory.Attribute
		explicit directory.Mapping
		want     string
	}{
		"a claim without an attribute": {
			all:  []directory.Attribute{attribute("profile.dateOfBirth", 187, "birthdate"), attribute("profile.login", 200, "")},
			want: "birthdate=profile.dateOfBirth",
		},
		"the one that most have": {
			all:  []directory.Attribute{attribute("profile.dob", 3, "birthdate"), attribute("profile.born", 187, "birthdate"), attribute("profile.bday", 9, "birthdate")},
			want: "birthdate=profile.born",
		},
		"of two alike the first by name": {
			all:  []directory.Attribute{attribute("profile.b", 5, "birthdate"), attribute("profile.a", 5, "birthdate")},
			want: "birthdate=profile.a",
		},
		"several claims": {
			all:  []directory.Attribute{attribute("profile.dob", 3, "birthdate"), attribute("profile.cell", 187, "phone_number")},
			want: "birthdate=profile.dob phone_number=profile.cell",
		},
		"nobody has it":       {all: []directory.Attribute{attribute("profile.dob", 0, "birthdate")}},
		"it cannot be mapped": {all: []directory.Attribute{unmappable}},
		"mapped already":      {all: []directory.Attribute{attribute("profile.dob", 187, "birthdate", "birthdate")}},
		"mapped to another": {
			all: []directory.Attribute{attribute("mail", 200, "email", "email"), attribute("profile.secondEmail", 150, "email")},
		},
		"mapped to one that nobody has": {
			all:  []directory.Attribute{attribute("mobilePhone", 0, "phone_number", "phone_number"), attribute("primaryPhone", 150, "phone_number")},
			want: "phone_number=primaryPhone",
		},
		"switched off": {
			all:      []directory.Attribute{attribute("profile.dob", 187, "birthdate")},
			explicit: directory.Mapping{"birthdate": ""},
		},
		"mapped to what the source does not list": {
			all:      []directory.Attribute{attribute("profile.dob", 187, "birthdate")},
			explicit: directory.Mapping{"birthdate": "profile.hr.born"},
		},
		"a path that --map would refuse": {
			all: []directory.Attribute{attribute("profile.date of birth", 187, "birthdate"), attribute("profile.a=b", 187, "phone_number")},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(newFindings(tt.all, tt.explicit).proposals().Entries(), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAttributesOrder(t *testing.T) {
	unmappable := attribute("profile.manager", 200, "")
	unmappable.Why = "an object"
	all := []directory.Attribute{
		attribute("profile.empty", 0, ""), unmappable, attribute("profile.city", 90, ""), attribute("profile.title", 91, ""),
		attribute("profile.email", 0, "email", "email"), attribute("profile.login", 200, "", "name", "nickname"),
		attribute("profile.dob", 12, "birthdate"), attribute("profile.born", 0, "birthdate"),
	}
	paths := func(filled bool) (out []string) {
		for _, a := range newFindings(all, nil).ordered(filled) {
			out = append(out, strings.TrimPrefix(a.Path, "profile."))
		}
		return out
	}
	if got, want := paths(false), []string{"dob", "login", "email", "title", "city", "manager", "born", "empty"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := paths(true), []string{"dob", "login", "title", "city", "manager"}; !slices.Equal(got, want) {
		t.Errorf("filled: got %v, want %v", got, want)
	}
}

func TestAttributeCells(t *testing.T) {
	found := newFindings([]directory.Attribute{attribute("profile.dob", 1, "birthdate")}, nil)
	for _, tt := range []struct {
		sampled, filled int
		suggest         string
		claims          []string
		want            string
	}{
		{200, 187, "", []string{"email"}, "187 of 200|94%|email"},
		{200, 1, "birthdate", nil, "1 of 200|1%|birthdate (suggested)"},
		{200, 1, "birthdate", []string{"name"}, "1 of 200|1%|name, birthdate (suggested)"},
		{1000, 1, "", nil, "1 of 1000|1%|"},
		{1000, 999, "", []string{"a", "b"}, "999 of 1000|99%|a, b"},
		{7, 7, "", nil, "7 of 7|100%|"},
		{7, 0, "", nil, "0 of 7|0%|"},
		{0, 0, "", nil, "||"},
	} {
		a := directory.Attribute{Sampled: tt.sampled, Filled: tt.filled, Suggest: tt.suggest, Claims: tt.claims}
		if got := strings.Join([]string{filledOf(a), fillShare(a), found.claimOf(a)}, "|"); got != tt.want {
			t.Errorf("%+v: %q, want %q", a, got, tt.want)
		}
	}
}

func TestMapFlags(t *testing.T) {
	explicit := directory.Mapping{"email": "", "phone_number": "profile.o'phone", "birthdate": "profile.old"}
	got := mapFlags(explicit, directory.Mapping{"birthdate": "profile.$(id)"})
	if want := ` --map 'birthdate=profile.$(id)' --map email= --map 'phone_number=profile.o'\''phone'`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if explicit["birthdate"] != "profile.old" {
		t.Error("the mapping itself was changed")
	}
}

// described is a company that knows its attributes.
type described struct {
	*company
	all    []directory.Attribute
	err    error
	sample int
}

func (d *described) Attributes(_ context.Context, sample int) ([]directory.Attribute, error) {
	d.sample = sample
	return d.all, d.err
}

func TestAttributes(t *testing.T) {
	w := newWorld(t, "corp")
	source := &described{company: w.sources["corp"], all: []directory.Attribute{
		attribute("profile.login", 200, ""), attribute("profile.dob", 187, "birthdate"),
	}}
	var asked cmdutil.SourceOptions
	w.f.OpenSource = func(_ context.Context, _ integration.Integration, o cmdutil.SourceOptions) (directory.Source, error) {
		asked = o
		return source, nil
	}
	out := w.must(output.Table, "attributes", "corp", "--sample", "300")
	if want := "profile.dob\tstring\t187 of 200\t94%\tbirthdate (suggested)\t\nprofile.login\tstring\t200 of 200\t100%\t\t\n"; out != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
	if want := "looked at 200 people\nto map what is suggested:\n  incodectl integrations edit corp --map birthdate=profile.dob\n"; w.words.String() != want {
		t.Errorf("got\n%swant\n%s", w.words, want)
	}
	if source.sample != 300 || asked.MaxShare != 0.5 {
		t.Errorf("a sample of %d at a share of %v", source.sample, asked.MaxShare)
	}

	source.all[0].Sampled, source.all[0].Filled, source.all[1].Sampled, source.all[1].Filled = 0, 0, 0, 0
	w.must(output.JSON, "attributes", "corp")
	if !strings.HasPrefix(w.words.String(), "nobody was seen") || strings.Contains(w.words.String(), "--map") {
		t.Errorf("with nobody to see: %s", w.words)
	}
	source.err = fault.New(fault.Unauthorized, "refused")
	if out, err := w.runs(output.JSON, "attributes", "corp"); !fault.Is(err, fault.Unauthorized) || out != "" {
		t.Errorf("refused: %q, %v", out, err)
	}
	if _, err := w.runs(output.JSON, "attributes", "nonsense"); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}
