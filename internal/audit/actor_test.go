package audit_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/audit"
)

func TestDetectActor(t *testing.T) {
	ci := func(name, by string) audit.Actor { return audit.Actor{Kind: audit.ActorCI, Name: name, By: by} }
	ada := audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}
	for name, c := range map[string]struct {
		env  string // lines of NAME=value
		want audit.Actor
	}{
		"a person":               {"", ada},
		"no CI":                  {"CI=false\nGITHUB_ACTIONS=0\nGITHUB_REPOSITORY=corp/x\nBUILD_NUMBER=3", ada},
		"GitHub":                 {"CI=true\nGITHUB_ACTIONS=true\nGITHUB_REPOSITORY=corp/directory\nGITHUB_WORKFLOW=sync\nGITHUB_RUN_ID=4711\nGITHUB_ACTOR=bob\nGITHUB_TRIGGERING_ACTOR=eve", ci("github-actions:corp/directory/sync#4711", "eve")},
		"GitHub rerun by nobody": {"GITHUB_ACTIONS=true\nGITHUB_REPOSITORY=corp/directory\nGITHUB_ACTOR=bob", ci("github-actions:corp/directory", "bob")},
		"GitLab":                 {"CI=true\nGITLAB_CI=true\nCI_PROJECT_PATH=corp/iam/directory\nCI_JOB_NAME=sync\nCI_JOB_ID=9\nCI_PIPELINE_ID=8\nGITLAB_USER_LOGIN=bob", ci("gitlab-ci:corp/iam/directory/sync#9", "bob")},
		"Jenkins":                {"JENKINS_URL=https://ci.corp.example/\nJOB_NAME=iam/sync\nBUILD_NUMBER=12\nBUILD_USER_ID=bob", ci("jenkins:iam/sync#12", "bob")},
		"CircleCI":               {"CI=true\nCIRCLECI=true\nCIRCLE_PROJECT_USERNAME=corp\nCIRCLE_PROJECT_REPONAME=directory\nCIRCLE_JOB=sync\nCIRCLE_BUILD_NUM=5\nCIRCLE_USERNAME=bob", ci("circleci:corp/directory/sync#5", "bob")},
		"Buildkite":              {"CI=true\nBUILDKITE=true\nBUILDKITE_ORGANIZATION_SLUG=corp\nBUILDKITE_PIPELINE_SLUG=sync\nBUILDKITE_BUILD_NUMBER=77\nBUILDKITE_BUILD_CREATOR=Bob", ci("buildkite:corp/sync#77", "Bob")},
		"Azure":                  {"TF_BUILD=True\nSYSTEM_TEAMPROJECT=Identity\nBUILD_DEFINITIONNAME=sync all\nBUILD_BUILDID=31\nBUILD_REQUESTEDFOR=Bob B\nBUILD_REQUESTEDFOREMAIL=bob@corp.example", ci("azure-pipelines:Identity/sync all#31", "bob@corp.example")},
		"Bitbucket":              {"CI=true\nBITBUCKET_BUILD_NUMBER=6\nBITBUCKET_REPO_FULL_NAME=corp/directory\nBITBUCKET_STEP_TRIGGERER_UUID={1}", ci("bitbucket-pipelines:corp/directory#6", "{1}")},
		"some other":             {"CI=1", ci("ci:ada@desk", "")},
		"hostile":                {"GITHUB_ACTIONS=true\nGITHUB_REPOSITORY=corp/\x1b[31mx\x00\u202e\nGITHUB_WORKFLOW=" + strings.Repeat("w", 500) + "\nGITHUB_ACTOR=\xff", ci("github-actions:corp/ [31mx/"+strings.Repeat("w", 79)+"…", "\uFFFD")},
		"GitHub, mute":           {"GITHUB_ACTIONS=true", ci("github-actions:ada@desk", "")},
	} {
		env := map[string]string{}
		for line := range strings.SplitSeq(c.env, "\n") {
			if name, value, ok := strings.Cut(line, "="); ok {
				env[name] = value
			}
		}
		if got := audit.DetectActor(func(k string) string { return env[k] }, "ada", "desk"); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestPerson(t *testing.T) {
	for _, c := range [][3]string{
		{"ada", "desk", "ada@desk"},
		{"", "desk", "unknown@desk"},
		{"ada", "", "ada"},
		{"", "", "unknown"},
		{`CORP\ada`, "desk", `CORP\ada@desk`},
		{"a\nb", "d\x1bk", "a b@d k"},
	} {
		if got := audit.Person(c[0], c[1]); got.Name != c[2] || got.Kind != audit.ActorUser || got.String() != c[2] {
			t.Errorf("%q: %+v", c, got)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Ada\x1b]0;x\x07 \u202e\u2066 Lovelace\r\n\xff", 10)
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = max(most%2000, 1)
		got := audit.Clean(s, most)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > most || audit.Clean(got, most) != got {
			t.Errorf("%q -> %q", s, got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); i >= 0 {
			t.Errorf("%q -> %q", s, got)
		}
	})
}

// TestBounds holds that nobody's environment or reason makes an entry as long
// as they like.
func TestBounds(t *testing.T) {
	m := &memory{}
	long := strings.Repeat("x", 1<<20)
	l := &audit.Log{Repo: m, Now: start.UTC, Actor: audit.Actor{Name: long, By: long}, Reason: long}
	if err := l.Record(t.Context(), audit.Change{Action: "a.b", Target: audit.Target{Name: long}}); err != nil {
		t.Fatal(err)
	}
	e := audit.MustParse(m.rows[0].Line)
	if n := utf8.RuneCountInString(e.Reason); n != audit.MostReason {
		t.Errorf("a reason of %d", n)
	}
	if n := len([]rune(e.Actor.Name + e.Actor.By + e.Target.Name)); n != 3*audit.MostName {
		t.Errorf("names of %d", n)
	}
	if r := verified(t, m, ""); !r.Intact {
		t.Errorf("%+v", r.Break)
	}
	// A reason of the change alone wins.
	if err := l.Record(t.Context(), audit.Change{Action: "a.b", Why: "just so"}); err != nil {
		t.Fatal(err)
	}
	if e := audit.MustParse(m.rows[1].Line); e.Reason != "just so" {
		t.Errorf("%q", e.Reason)
	}
}
