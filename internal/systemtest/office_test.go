package systemtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// office is a profile that nobody but processes of incodectl touches, with its
// secrets in a file, and the sandbox that it has to do with.
type office struct {
	home

	server *sandbox.Server
	okta   *sandbox.Company
	gate   gate
	store  string // path of its file
}

// officeFile declares what an office begins with.
const officeFile = `version: 1
features: [integrations-ecosystem]
workflows:
  - {name: staff, configuration_id: 65f0a1b2c3d4e5f607182900, policy: standard}
  - {name: other, configuration_id: 65f0a1b2c3d4e5f607182901, policy: standard}
integrations:
  - name: corp
    template: okta-directory
    secret: {env: OFFICE_TOKEN}
    settings: {org_url: %q, auth: token, mapping: {birthdate: profile.dateOfBirth}}
  - {name: desk, template: helpdesk, workflow: staff, directory: corp}
  - {name: portal, template: oidc, workflow: staff, directory: corp, settings: {redirect_uris: [https://portal.corp.example/cb]}}
`

// newOffice makes one with a directory, two workflows, two integrations and ten
// people who are synced and have a document each: right0 to right9, moved0 to moved9.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{okta: sandbox.NewCompany(sandbox.CompanyOptions{Users: 10, Seed: 1, Domain: "lumen.example", IDPrefix: "LUM"})}
	var err error
	if o.server, err = sandbox.Start(t.Context(), sandbox.Options{Okta: o.okta, Wrap: o.gate.in}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.server.Close)
	o.dir = t.TempDir()
	o.store = filepath.Join(o.dir, "data", "default.db")
	o.env = []string{
		asCommand + "=1", "PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
		"HOME=" + o.dir, "USERPROFILE=" + o.dir, "TMPDIR=" + o.dir, "TMP=" + o.dir,
		"INCODECTL_CONFIG_DIR=" + filepath.Join(o.dir, "config"), "INCODECTL_DATA_DIR=" + filepath.Join(o.dir, "data"),
		"INCODECTL_SECRET_STORE=file", "INCODECTL_NO_INPUT=true", "OFFICE_TOKEN=" + o.server.OktaToken(),
	}
	o.write(t, "office.yaml", fmt.Sprintf(officeFile, o.server.OktaURL()))
	for i := range 10 {
		p := o.okta.Person(i)
		o.write(t, fmt.Sprint("right", i), string(p.Document(sandbox.Right)))
		o.write(t, fmt.Sprint("moved", i), string(p.Document(sandbox.MovedAddress)))
	}
	o.run(t, 0, "apply", "-f", "office.yaml")
	o.run(t, 0, "directory", "sync", "corp")
	return o
}

func (o *office) write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(o.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// email is by what person i is looked up.
func (o *office) email(i int) string {
	p := o.okta.Person(i)
	return p.Email
}

// incode connects the office to the sandbox's Incode.
func (o *office) incode(t testing.TB) {
	t.Helper()
	o.run(t, 0, "incode", "connect", "--client-id", o.server.IncodeClientID(), "--auth-url", o.server.IncodeURL(), "--api-url", o.server.IncodeURL(),
		"--secret-file", o.write(t, "incode-secret", o.server.IncodeClientSecret()), "--api-key-file", o.write(t, "incode-key", o.server.IncodeAPIKey()))
}

// hold keeps requests for new sessions at Incode from being answered until let
// is called. reached tells of each.
func (o *office) hold() (reached <-chan struct{}, let func()) {
	came, open := make(chan struct{}, 100), make(chan struct{})
	o.gate.Store(func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/request-new") {
			came <- struct{}{}
			<-open
		}
	})
	return came, sync.OnceFunc(func() { close(open); o.gate.Store(func(*http.Request) {}) })
}

// answer is what a process said and how it ended.
type answer struct {
	args           []string
	code           int
	stdout, stderr string
	took           time.Duration
	again          int // how often it was repeated because somebody else had the lock
}

func (a answer) String() string {
	return fmt.Sprintf("incodectl %s: exit code %d\n%s%s", strings.Join(a.args, " "), a.code, a.stdout, a.stderr)
}

// name is the one line that -o name prints.
func (a answer) name() string { return strings.TrimSpace(a.stdout) }

// ask runs incodectl, whatever comes of it.
func (o *office) ask(t testing.TB, stdin string, args ...string) answer {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := exec.CommandContext(t.Context(), self, args...)
	var stdout, stderr bytes.Buffer
	p.Env, p.Dir, p.Stdin, p.Stdout, p.Stderr = o.env, o.dir, strings.NewReader(stdin), &stdout, &stderr
	begun := time.Now()
	_ = p.Run() // the exit code says it
	return answer{args: args, code: p.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), took: time.Since(begun)}
}

// atOnce starts so many processes at the same moment and waits for all. One that
// is told that the store is locked is repeated, as its hint says.
func (o *office) atOnce(t *testing.T, lines ...[]string) []answer {
	t.Helper()
	all := make([]answer, len(lines))
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for i, args := range lines {
		wg.Go(func() {
			<-begin
			for again := 0; ; again++ {
				all[i] = o.ask(t, "", args...)
				if all[i].again = again; all[i].code != 8 || again == 3 {
					return
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	return all
}

// ended are the answers with an exit code.
func ended(all []answer, code int) []answer {
	return slices.DeleteFunc(slices.Clone(all), func(a answer) bool { return a.code != code })
}

// entries is how many entries the audit log has.
func (o *office) entries(t testing.TB) int {
	t.Helper()
	return o.count(t, `SELECT count(*) FROM audit_entry`)
}

// count is the number that a query of the store gives.
func (o *office) count(t testing.TB, q string, args ...any) int {
	t.Helper()
	rows := query(t, o.store, q, args...)
	if len(rows) != 1 {
		t.Fatalf("%s: %d rows", q, len(rows))
	}
	n, err := strconv.Atoi(rows[0][0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// read is the JSON that a command prints.
func (o *office) read(t testing.TB, into any, args ...string) {
	t.Helper()
	if err := json.Unmarshal([]byte(o.run(t, 0, append(args, "-o", "json")...)), into); err != nil {
		t.Fatal(err)
	}
}

// whole fails unless the store is sound, nothing in it contradicts itself, and
// the audit log is unbroken.
func (o *office) whole(t testing.TB) {
	t.Helper()
	for pragma, want := range map[string]string{"integrity_check": "[[ok]]", "foreign_key_check": "[]"} {
		if got := fmt.Sprint(query(t, o.store, "PRAGMA "+pragma)); got != want {
			t.Errorf("%s: %s", pragma, got)
		}
	}
	for what, q := range map[string]string{
		"two integrations of one name":            `SELECT lower(name) FROM integration GROUP BY 1 HAVING count(*) > 1`,
		"two clients of one ID":                   `SELECT client_id FROM integration WHERE client_id <> '' GROUP BY 1 HAVING count(*) > 1`,
		"an integration that is deleted":          `SELECT id FROM integration WHERE id IN (SELECT id FROM tombstone)`,
		"an integration of none":                  `SELECT integration_id FROM session WHERE integration_id NOT IN (SELECT id FROM integration UNION SELECT id FROM tombstone)`,
		"an open session of one that is deleted":  `SELECT id FROM session WHERE state IN ('requested', 'pending', 'pending_review') AND integration_id IN (SELECT id FROM tombstone)`,
		"a session that is not where it moved to": `SELECT s.id FROM session s LEFT JOIN session_event e ON e.session_id = s.id AND e.seq = s.version WHERE e.to_state IS NULL OR e.to_state <> s.state`,
		"a session with moves left out":           `SELECT session_id FROM session_event GROUP BY session_id HAVING max(seq) <> count(*)`,
		"an identity without its session":         `SELECT id FROM identity WHERE session_id NOT IN (SELECT id FROM session WHERE state = 'succeeded')`,
		"a policy that is not there": `SELECT w.id FROM workflow w LEFT JOIN workflow_policy p ON p.workflow_id = w.id AND p.version = w.policy_version
			WHERE p.version IS NULL`,
	} {
		if got := query(t, o.store, q); len(got) > 0 {
			t.Errorf("there is %s: %v", what, got)
		}
	}
	if a := o.ask(t, "", "audit", "verify"); a.code != 0 {
		t.Errorf("the audit log: %s", a)
	}
}

// kept are the entries of the file that secrets are kept in.
func (o *office) kept(t testing.TB) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(o.dir, "data", "secrets", "default.json"))
	if os.IsNotExist(err) {
		return nil
	}
	var file struct{ Secrets map[string][]byte }
	if err == nil {
		err = json.Unmarshal(data, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Secrets
}
