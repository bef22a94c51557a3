package systemtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// crowd runs waves of twenty processes at once and adds up what came of them.
type crowd struct {
	*office

	processes, locked int
	longest           time.Duration
}

// outcome is how many processes of a wave are to end with an exit code.
type outcome map[int]int

// wave runs twenty processes at once, demands how many end in which way, and that
// the audit log grows by as many entries as that makes. It returns the answers.
func (c *crowd) wave(t *testing.T, what string, want outcome, entries int, lines ...[]string) []answer {
	t.Helper()
	before := c.entries(t)
	all := c.atOnce(t, lines...)
	got := outcome{}
	for _, a := range all {
		got[a.code]++
		c.processes++
		c.locked += a.again
		c.longest = max(c.longest, a.took)
		if _, meant := want[a.code]; !meant {
			t.Errorf("%s: %s", what, a)
		}
	}
	if len(lines) != 20 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %d processes ended as %v, want %v", what, len(lines), got, want)
	}
	if n := c.entries(t) - before; n != entries {
		t.Errorf("%s: %d entries were logged, want %d", what, n, entries)
	}
	c.whole(t)
	return all
}

// words splits a line into arguments.
func words(format string, args ...any) []string { return strings.Fields(fmt.Sprintf(format, args...)) }

// repeat is n lines, each with its number.
func repeat(n int, format string) (lines [][]string) {
	for i := range n {
		line := format
		if strings.Contains(format, "%") {
			line = fmt.Sprintf(format, i)
		}
		lines = append(lines, strings.Fields(line))
	}
	return lines
}

// TestAtOnce has twenty processes at a time do everything that changes a profile:
// nothing is lost, nothing is there twice, of those that cannot all have their way
// exactly one does, and the audit log has one entry for each change.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	c := &crowd{office: newOffice(t)}
	c.create(t)
	c.edit(t)
	c.verify(t)
	c.credentials(t)
	c.declare(t)
	c.everything(t)
	t.Logf("%d processes, %d times locked, the longest took %s", c.processes, c.locked, c.longest.Round(time.Millisecond))
	if c.locked*20 > c.processes {
		t.Errorf("of %d processes %d were told that the store is locked", c.processes, c.locked)
	}
}

// create: integrations and workflows, some of the same name or Configuration ID.
func (c *crowd) create(t *testing.T) {
	t.Helper()
	lines := repeat(8, "integrations create api --name api-%d --workflow staff --directory corp -o name")
	for _, name := range []string{"twin", "Twin", "TWIN", "tWin"} {
		lines = append(lines, words("integrations create servicenow --name %s --workflow staff -o name", name))
	}
	lines = append(lines, repeat(3, "workflows create --name flow-%d --configuration-id 75f0a1b2c3d4e5f60718290%[1]d")...)
	lines = append(lines, repeat(3, "workflows create --name Twin --configuration-id 85f0a1b2c3d4e5f60718290%d")...)
	lines = append(lines, repeat(2, "workflows create --name same-%d --configuration-id 95f0a1b2c3d4e5f607182900")...)
	all := c.wave(t, "create", outcome{0: 8 + 1 + 3 + 1 + 1, 6: 3 + 2 + 1}, 14, lines...)
	var ids []string
	for _, a := range ended(all, 0) {
		if a.args[0] == "integrations" {
			ids = append(ids, a.name())
		}
	}
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 9 || c.count(t, `SELECT count(*) FROM integration WHERE name LIKE 'api-_' OR lower(name) = 'twin'`) != 9 {
		t.Errorf("9 integrations were created, and %d are there", n)
	}
}

// edit: different fields of the same integrations, and of one workflow's policy.
func (c *crowd) edit(t *testing.T) {
	t.Helper()
	fields := map[string]string{ // by field, what it is set to
		"max_updates": "11%", "max_deactivations": "12", "full_every": "3d", "max_api_share": "40%", "concurrency": "3",
	}
	var desk, portal, staff, flow struct{ ID string } // some are renamed meanwhile
	c.read(t, &desk, "integrations", "get", "desk")
	c.read(t, &portal, "integrations", "get", "portal")
	c.read(t, &staff, "workflows", "get", "staff")
	c.read(t, &flow, "workflows", "get", "flow-0")
	var lines [][]string
	for field, value := range fields {
		lines = append(lines, words("integrations edit corp --%s %s", strings.ReplaceAll(field, "_", "-"), value))
	}
	lines = append(lines,
		words("integrations edit corp --map badge=profile.badgeNumber --map birthdate=profile.dateOfBirth"),
		words("integrations edit %s --workflow other", desk.ID), words("integrations edit %s --reference desk-at-incode", desk.ID),
		words("integrations edit %s --name helpdesk", desk.ID),
		words("integrations edit %s --redirect-uri https://new.corp.example/cb", portal.ID), words("integrations edit %s --workflow other", portal.ID),
		words("integrations edit %s --reference portal-at-incode", portal.ID),
		words("workflows edit %s --set claims.address.mode=exact", staff.ID), words("workflows edit %s --set claims.email.mode=fuzzy", staff.ID),
		words("workflows edit %s --set claims.phone_number.mode=fuzzy", staff.ID), words("workflows edit %s --set minimum_evidence=21", staff.ID),
		words("workflows edit %s --set on_not_unique=ignore", staff.ID), words("workflows edit %s --name people", staff.ID),
		words("workflows edit %s --configuration-id 75f0a1b2c3d4e5f6071829aa", flow.ID), words("workflows edit %s --name flow", flow.ID),
	)
	c.wave(t, "edit", outcome{0: 20}, 20, lines...)
	var corp, helpdesk, edited struct {
		Settings map[string]any
		Workflow struct{ Name string }
	}
	c.read(t, &corp, "integrations", "get", "corp")
	for field, value := range fields {
		if got := fmt.Sprint(corp.Settings[field]); got != value && got != fmt.Sprintf("[%s]", value) {
			t.Errorf("%s of corp is %s, want %s", field, got, value)
		}
	}
	c.read(t, &helpdesk, "integrations", "get", "helpdesk")
	c.read(t, &edited, "integrations", "get", "portal")
	if helpdesk.Workflow.Name != "other" || edited.Workflow.Name != "other" || !strings.Contains(fmt.Sprint(helpdesk.Settings), "desk-at-incode") ||
		!strings.Contains(fmt.Sprint(edited.Settings), "portal-at-incode") || !strings.Contains(fmt.Sprint(edited.Settings), "new.corp.example") {
		t.Errorf("an edit is lost: %+v, %+v", helpdesk, edited)
	}
	var history []struct{ Version int }
	if c.read(t, &history, "workflows", "history", "people"); len(history) != 6 {
		t.Errorf("five edits of a policy make %d versions", len(history))
	}
	policy := c.run(t, 0, "workflows", "get", "people", "--policy")
	for _, has := range []string{"minimum_evidence: 21", "on_not_unique: ignore"} {
		if !strings.Contains(policy, has) {
			t.Errorf("the policy has no %q:\n%s", has, policy)
		}
	}
	c.run(t, 0, "workflows", "get", "75f0a1b2c3d4e5f6071829aa")
	c.run(t, 0, "integrations", "edit", "helpdesk", "--name", "desk")
}

// request asks for sessions and returns their IDs in the order of the lines.
func (c *crowd) request(t *testing.T, who func(i int) int) []string {
	t.Helper()
	var lines [][]string
	for i := range 20 {
		lines = append(lines, words("sessions request --integration desk --login-hint %s --valid-for 1h -o name", c.email(who(i))))
	}
	var ids []string
	for _, a := range c.wave(t, "request", outcome{0: 20}, 20, lines...) {
		ids = append(ids, a.name())
	}
	if n := len(slices.Compact(slices.Sorted(slices.Values(ids)))); n != 20 {
		t.Fatalf("20 requests made %d sessions", n)
	}
	return ids
}

// verify: sessions of different people and of the same are requested, completed,
// reviewed and expired.
func (c *crowd) verify(t *testing.T) {
	t.Helper()
	ids := c.request(t, func(i int) int { return min(i, 9) }) // eleven of person 9
	var lines [][]string
	for i := range 6 {
		lines = append(lines, words("sessions complete %s --claims right%d", ids[i], i)) // different people
	}
	for i := 10; i < 14; i++ {
		lines = append(lines, words("sessions complete %s --claims right9", ids[i])) // the same person
	}
	for i := range 10 {
		lines = append(lines, words("sessions complete %s --claims right9 -o %s", ids[9], []string{"json", "name"}[i%2])) // the same session
	}
	all := c.wave(t, "complete", outcome{0: 6 + 4 + 1, 6: 9}, 11, lines...)
	for _, a := range ended(all, 6) {
		if !strings.Contains(a.stderr, "succeeded") {
			t.Errorf("it is not said who won: %s", a)
		}
	}
	if n := c.count(t, `SELECT count(*) FROM identity`); n != 7 {
		t.Errorf("7 people were verified, and there are %d identities", n)
	}

	ids = c.request(t, func(i int) int { return i % 10 })
	for i := range 3 {
		c.run(t, 10, "sessions", "complete", ids[i], "--claims", fmt.Sprint("moved", i))
	}
	lines = nil
	for i := range 20 {
		switch id := ids[i%3]; {
		case i < 14: // of one session all kinds of ends
			lines = append(lines, words("sessions review %s --%s", id, []string{"approve", "reject"}[i%2]))
		case i < 17:
			lines = append(lines, words("sessions expire %s --yes", id))
		default: // of these one end each
			lines = append(lines, words("sessions expire %s --yes", ids[i]))
		}
	}
	before := c.entries(t)
	all = c.atOnce(t, lines...)
	c.processes += len(all)
	if n := len(ended(all, 0)); n != 3+3 || len(ended(all, 6)) != 14 {
		t.Errorf("6 sessions were ended by %d processes: %v", n, all)
	}
	if n := c.entries(t) - before; n != 6 {
		t.Errorf("6 sessions were ended, and %d entries logged", n)
	}
	c.whole(t)
}

// credentials: keys of different and of the same name, and one client secret.
func (c *crowd) credentials(t *testing.T) {
	t.Helper()
	lines := append(repeat(6, "api-keys generate --name key-%d --key-only"), repeat(4, "api-keys generate --name ci --key-only")...)
	lines = append(lines, repeat(4, "api-keys generate --key-only")...)
	lines = append(lines, repeat(6, "credentials generate-secret portal --yes --secret-only")...)
	all := c.wave(t, "credentials", outcome{0: 6 + 1 + 4 + 6, 6: 3}, 17, lines...)
	valid := 0
	for _, a := range ended(all, 0) {
		if a.args[0] == "api-keys" {
			if v := c.ask(t, a.name(), "api-keys", "verify"); v.code != 0 {
				t.Errorf("a key that was given out: %s", v)
			}
		} else if v := c.ask(t, a.name(), "credentials", "verify", "portal"); v.code == 0 {
			if valid++; string(c.kept(t)["portal"]) != a.name() {
				t.Error("the client secret that is valid is not the one that is kept")
			}
		}
	}
	if valid != 1 {
		t.Errorf("%d of 6 client secrets are valid", valid)
	}
	if n := len(c.kept(t)); n != 11+1 {
		t.Errorf("%d secrets are kept, want 11 keys and a client secret", n)
	}
	before := c.entries(t)
	gone := c.atOnce(t, append(repeat(6, "api-keys revoke key-%d --yes"), repeat(14, "api-keys revoke ci --yes")...)...)
	c.processes += len(gone)
	if n := len(ended(gone, 0)); n != 7 || c.entries(t)-before != 7 || len(c.kept(t)) != 4+1 {
		t.Errorf("of 20 that revoke 7 keys %d did, %d entries, %d secrets kept: %v", n, c.entries(t)-before, len(c.kept(t)), gone)
	}
	c.whole(t)
}

// declare: the same file.
func (c *crowd) declare(t *testing.T) {
	t.Helper()
	c.write(t, "more.yaml", `version: 1
workflows:
  - {name: declared, configuration_id: a5f0a1b2c3d4e5f607182900, policy: strict}
integrations:
  - {name: declared-1, template: jira-service-management, workflow: declared, directory: corp}
  - {name: declared-2, template: api, workflow: declared}
  - {name: declared-3, template: oidc, workflow: declared, settings: {redirect_uris: [https://d.corp.example/cb]}}
`)
	all := c.wave(t, "apply", outcome{0: 20}, 4, repeat(20, "apply -f more.yaml -o name")...)
	if n := len(slices.DeleteFunc(all, func(a answer) bool { return a.stdout == "" })); n != 1 {
		t.Errorf("%d of 20 processes say that they carried out the same file", n)
	}
}

// everything: all of it in one wave.
func (c *crowd) everything(t *testing.T) {
	t.Helper()
	c.run(t, 0, "directory", "sync", "corp") // what is mapped was changed
	for round := range 2 {
		open := strings.TrimSpace(c.run(t, 0, "sessions", "request", "--integration", "desk", "--login-hint", c.email(round), "-o", "name"))
		changed := fmt.Sprintf(`version: 1
workflows:
  - {name: round-%d, configuration_id: b5f0a1b2c3d4e5f60718290%[1]d, policy: strict}
`, round)
		c.write(t, "round.yaml", changed)
		c.wave(t, "everything", outcome{0: 18, 6: 2}, 2+2+2+2+1+2+2+1+1, [][]string{
			words("integrations create api --name mixed-%d-a --workflow other", round), words("integrations create api --name mixed-%d-b --workflow other", round),
			words("workflows create --name mixed-%d-a --configuration-id c5f0a1b2c3d4e5f6071829%[1]d0", round),
			words("workflows create --name mixed-%d-b --configuration-id c5f0a1b2c3d4e5f6071829%[1]d1", round),
			words("integrations edit api-0 --reference round-%d", round), words("integrations edit api-1 --reference round-%d", round),
			words("sessions request --integration portal --login-hint %s", c.email(5)), words("sessions request --integration api-2 --login-hint %s", c.email(5)),
			words("sessions complete %s --claims right%d", open, round), words("sessions complete %s --claims right%d", open, round),
			words("sessions complete %s --claims right%d", open, round),
			words("api-keys generate --name mixed-%d-a", round), words("api-keys generate --name mixed-%d-b", round),
			words("credentials generate-secret portal --yes"), words("credentials generate-secret declared-3 --yes"),
			words("apply -f round.yaml"), words("apply -f round.yaml"), words("export"), words("directory sync corp"),
			words("integrations delete api-%d --yes", 5+round),
		}...)
	}
}
