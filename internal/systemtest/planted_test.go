package systemtest

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// Planted credentials of Incode's.
const (
	plantedIncode = "Pl4ntedIncode~Secret/With+Slash=And&Amp%7xQ"
	plantedKey    = "91e5ab7f04c2d86390af17e2b6c4d5083fe19a7b"
	plantedAdmin  = "Pl4ntedAdminToken.zQ9-_4mVb2"
)

// stranger is a document of somebody who is in no directory, value by value.
func stranger() map[string]string {
	return map[string]string{
		"given_name": "Zwentiboldina", "family_name": "Quackenbuschova", "birthdate": "1911-02-03", "document_number": "QX7741903Z",
		"street_address": "77 Xylograph Parade", "locality": "Gnosjoville", "postal_code": "ZX9 9QQ",
		"email": "zwenti.q@post.example", "phone_number": "+442079460991",
	}
}

// strangers are documents of theirs in every form that is read, and in some that
// cannot be.
func strangers() map[string]string {
	s := stranger()
	openid, _ := json.Marshal(map[string]any{ // strings always encode
		"given_name": s["given_name"], "family_name": s["family_name"], "birthdate": s["birthdate"], "document_number": s["document_number"],
		"email": s["email"], "phone_number": s["phone_number"],
		"address": map[string]string{"street_address": s["street_address"], "locality": s["locality"], "postal_code": s["postal_code"], "country": "GB"},
	})
	ocr, _ := json.Marshal(map[string]any{
		"name":      map[string]string{"firstName": s["given_name"], "paternalLastName": s["family_name"], "fullName": s["given_name"] + " " + s["family_name"]},
		"birthDate": -1858723200000, "documentNumber": s["document_number"], "typeOfId": "Passport",
		"address": s["street_address"] + "\n" + s["locality"] + " " + s["postal_code"],
	})
	text := string(openid)
	return map[string]string{
		"openid": text, "ocr": string(ocr), "verified": `{"verified_claims": {"verification": {"trust_framework": "x"}, "claims": ` + text + `}}`,
		// What cannot be read.
		"cut": text[:len(text)-20], "twice": strings.Replace(text, "{", `{"email": "`+s["email"]+`", `, 1), "mixed": strings.Replace(text, "{", `{"typeOfId": "`+s["street_address"]+`", "ocrDataConfidence": {}, `, 1),
		"list": `["` + s["given_name"] + `"]`, "type": strings.Replace(text, `"`+s["birthdate"]+`"`, `["`+s["birthdate"]+`", "`+s["document_number"]+`"]`, 1),
		"date": strings.Replace(text, s["birthdate"], s["street_address"], 1), "words": s["given_name"] + " " + s["family_name"] + " " + s["birthdate"],
	}
}

// tree is the command tree, and which commands were run.
type tree struct {
	root *cobra.Command
	ran  map[string]bool
}

// leaves are the commands that do something.
func (c *tree) leaves(under *cobra.Command) (paths []string) {
	for _, sub := range under.Commands() {
		if sub.Hidden || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if sub.HasSubCommands() {
			paths = append(paths, c.leaves(sub)...)
		} else {
			paths = append(paths, strings.TrimPrefix(sub.CommandPath(), "incodectl "))
		}
	}
	return paths
}

// plant is a home in which everything is tried, and what was.
type plant struct {
	*vaultWorld

	tree    tree
	secrets []string // that were generated
}

// ask runs a command under --debug and keeps what it says on stderr; what it
// prints is kept unless it is what the command is there to show.
func (p *plant) ask(t *testing.T, shows bool, stdin string, args ...string) (code int, stdout string) {
	t.Helper()
	if found, _, err := p.tree.root.Find(args); err == nil {
		p.tree.ran[strings.TrimPrefix(found.CommandPath(), "incodectl ")] = true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, append([]string{"--debug"}, args...)...)
	var out, words bytes.Buffer
	c.Env, c.Dir, c.Stdin, c.Stdout, c.Stderr = p.env, filepath.Join(p.home, "files"), strings.NewReader(stdin), &out, &words
	if err := c.Run(); err != nil && errors.As(err, new(*exec.Error)) {
		t.Fatal(err)
	}
	fmt.Fprintf(&p.shown, "$ %s\n", args[0])
	if !shows {
		p.shown.Write(out.Bytes())
	}
	p.shown.Write(words.Bytes())
	if code = c.ProcessState.ExitCode(); code < 0 || code == 1 || bytes.Contains(words.Bytes(), []byte("internal error")) {
		t.Errorf("incodectl %q: exit code %d\n%s", args, code, &words)
	}
	return code, strings.TrimSpace(out.String())
}

// do demands an exit code.
func (p *plant) do(t *testing.T, code int, line string, args ...any) {
	t.Helper()
	if got, _ := p.ask(t, false, "", words(line, args...)...); got != code {
		t.Errorf("incodectl %s: exit code %d, want %d", fmt.Sprintf(line, args...), got, code)
	}
}

// each runs a command for people and for programs.
func (p *plant) each(t *testing.T, code int, line string, args ...any) {
	t.Helper()
	for _, format := range []string{"table", "json", "yaml"} {
		p.do(t, code, line+" -o "+format, args...)
	}
}

// show runs one that is there to show a secret.
func (p *plant) show(t *testing.T, line string, args ...any) (stdout string) {
	t.Helper()
	code, stdout := p.ask(t, true, "", words(line, args...)...)
	if code != 0 {
		t.Fatalf("incodectl %s: exit code %d", fmt.Sprintf(line, args...), code)
	}
	return stdout
}

// keep notes a secret that was generated, in each form it is shown in.
func (p *plant) keep(t *testing.T, out, field string) string {
	t.Helper()
	value := out
	var doc map[string]any
	if json.Unmarshal([]byte(out), &doc) == nil {
		value, _ = doc[field].(string)
	} else if _, after, ok := strings.Cut(out, field+": "); ok {
		value, _, _ = strings.Cut(after, "\n")
	}
	if len(value) < 40 || strings.ContainsAny(value, " \n{") {
		t.Fatalf("there is no %s in %q", field, out)
	}
	p.secrets = append(p.secrets, value)
	return value
}

// TestPlantedEverywhere tries every command, rightly and wrongly, against
// services that answer and that do not, and then looks for every credential, link
// and value of a document in all that is printed and in all files: in the store
// with its write-ahead log and free pages, the configuration, the audit export,
// the report and the declaration.
func TestPlantedEverywhere(t *testing.T) {
	t.Parallel()
	p := &plant{vaultWorld: newVaultWorld(t, sandbox.Options{
		IncodeClientSecret: plantedIncode, IncodeAPIKey: plantedKey, IncodeAdminToken: plantedAdmin,
	})}
	p.tree = tree{root: cmd.NewRoot(&cmdutil.Factory{}, func(*cobra.Command) error { return nil }), ran: map[string]bool{}}
	p.env = append(p.env, "PATH=/nowhere") // no clipboard
	pem, err := p.server.OktaPrivateKeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	p.file(t, "okta-token", plantedToken)
	p.file(t, "wrong-token", plantedWrong)
	p.file(t, "key.pem", pem)
	p.file(t, "entra-secret", plantedSecret)
	p.file(t, "incode-secret", plantedIncode)
	p.file(t, "incode-key", plantedKey)
	p.file(t, "incode-admin", plantedAdmin)
	for name, text := range strangers() {
		p.file(t, name, text)
	}
	for i := range 5 {
		person := p.people.Person(i)
		p.file(t, fmt.Sprint("right", i), string(person.Document(sandbox.Right)))
		p.file(t, fmt.Sprint("moved", i), string(person.Document(sandbox.MovedAddress)))
		p.file(t, fmt.Sprint("birthdate", i), string(person.Document(sandbox.WrongBirthdate)))
	}
	p.do(t, 0, "features enable integrations-ecosystem")
	defer p.watchLog(t)()

	p.directories(t)
	p.atIncode(t)
	p.local(t)
	p.credentials(t)
	p.matches(t)
	p.wholes(t)

	planted := append([]string{plantedToken, plantedWrong, plantedSecret, plantedIncode, plantedKey, plantedAdmin, pem}, p.secrets...)
	p.whole = p.documents(t)
	where, kept := p.search(t, planted...)
	for _, w := range append(where, p.masked(t)...) {
		t.Errorf("a secret is in %s", w)
	}
	if kept != 1 || len(p.secrets) < 8 {
		t.Errorf("the search itself finds nothing: %d files of the secret store, %d generated secrets", kept, len(p.secrets))
	}
	for _, path := range p.tree.leaves(p.tree.root) {
		if !p.tree.ran[path] && !slices.Contains(strings.Fields("completion demo version help sandbox"), strings.Fields(path)[0]) {
			t.Errorf("%q was not tried", path)
		}
	}
	t.Logf("%d secrets and values in %d bytes printed, %d commands", len(planted)+len(p.wire)+len(p.whole), p.shown.Len(), len(p.tree.ran))

	// It would be found.
	p.file(t, "../data/canary", "x"+p.secrets[0])
	p.shown.WriteString(stranger()["document_number"])
	if where, _ := p.search(t, planted...); len(where) != 2 {
		t.Errorf("planted where they must be found, secrets are found in %v", where)
	}
}

// watchLog keeps the store's write-ahead log from being removed, so that there is
// one to search.
func (v *vaultWorld) watchLog(t *testing.T) (end func()) {
	t.Helper()
	uri := url.URL{Scheme: "file", Path: filepath.Join(v.home, "data", "default.db")}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err == nil {
		err = conn.QueryRowContext(t.Context(), `SELECT count(*) FROM feature`).Scan(new(int))
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if info, err := os.Stat(uri.Path + "-wal"); err != nil || info.Size() == 0 {
			t.Errorf("there was no write-ahead log to search (%v)", err)
		}
		_ = conn.Close()
		_ = db.Close()
	}
}

// documents are values of the documents that no directory has: they may be nowhere.
func (p *plant) documents(t *testing.T) (values []string) {
	t.Helper()
	for _, value := range stranger() {
		values = append(values, value)
	}
	for i := range 5 {
		for _, name := range []string{"right", "moved"} {
			data, err := os.ReadFile(filepath.Join(p.home, "files", fmt.Sprint(name, i)))
			var doc struct {
				Number  string `json:"documentNumber"`
				Address string `json:"address"`
			}
			if err == nil {
				err = json.Unmarshal(data, &doc)
			}
			if err != nil {
				t.Fatal(err)
			}
			if values = append(values, doc.Number); name == "moved" {
				street, _, _ := strings.Cut(doc.Address, "\n")
				values = append(values, street)
			}
		}
	}
	return slices.DeleteFunc(values, func(v string) bool { return len(v) < 6 })
}

// masked looks for what the directory says of people wherever it must be masked:
// in everything printed without --reveal, and in every file but the store's.
func (p *plant) masked(t *testing.T) (where []string) {
	t.Helper()
	const printed = "what was printed"
	texts := map[string][]byte{printed: p.shown.Bytes()}
	for _, name := range []string{"report.html", "audit.jsonl", "export.yaml", "export.json", "config/config.yaml"} {
		data, err := os.ReadFile(filepath.Join(p.home, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = data
	}
	for _, table := range []string{"session", "session_event", "audit_entry", "identity", "workflow", "workflow_policy", "integration", "client_secret", "api_key", "sync_run"} {
		texts["the table "+table] = []byte(fmt.Sprint(query(t, filepath.Join(p.home, "data", "default.db"), "SELECT * FROM "+table)))
	}
	for i := range 5 {
		person := p.people.Person(i)
		values := []string{person.Birthdate, person.Phone, strings.ReplaceAll(person.Phone, " ", ""), person.Address.StreetAddress()}
		for what, text := range texts {
			values := values
			if what != printed { // who is in the directory is shown by name
				values = append(slices.Clip(values), person.Name())
			}
			for _, hit := range found(text, values) {
				at := bytes.Index(text, []byte(hit))
				where = append(where, fmt.Sprintf("%s: %q of person %d in %.200q", what, hit, i, text[max(0, at-100):]))
			}
		}
	}
	return where
}
