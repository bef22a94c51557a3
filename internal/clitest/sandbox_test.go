package clitest

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const sandboxScript = `
sandbox start 20 nologs
sandbox member okta 3 'Product Area' in
sandbox member entra 4 Everyone out
sandbox erase okta 5
sandbox delete entra 6
sandbox restore entra 6
sandbox fault okta status-503 1 2 path=/api/v1/logs
sandbox fault graph forbidden path=/v1.0/users/delta
look
`

// TestSandboxVerbs runs the verbs that change who is where, and looks at what
// they did.
func TestSandboxVerbs(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sandbox.txtar"), []byte(sandboxScript), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: dir, Setup: setup, Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"sandbox": cmdSandbox,
		"look": func(ts *testscript.TestScript, _ bool, _ []string) {
			w := worldOf(ts)
			if w.okta.Count() != 19 || !w.okta.Person(5).Deleted || w.entra.Count() != 20 {
				ts.Fatalf("%d people at Okta, %d at Entra", w.okta.Count(), w.entra.Count())
			}
			area := w.server.OktaURL() + "/api/v1/groups/" + w.server.GroupIDs().Okta["Product Area"] + "/users"
			if _, body := get(ts, area, "SSWS "+w.server.OktaToken()); !slices.Contains(body, w.okta.Person(3).OktaID) {
				ts.Fatalf("person 3 is not in: %v", body)
			}
			for _, want := range []int{503, 503, 403} { // the fault twice, and then NoLogs
				if status, _ := get(ts, w.server.OktaURL()+"/api/v1/logs", "SSWS "+w.server.OktaToken()); status != want {
					ts.Fatalf("the log answers %d, want %d", status, want)
				}
			}
		},
	}})
}

// get returns the status of an answer and the ids in it.
func get(ts *testscript.TestScript, u, auth string) (status int, ids []string) {
	r, err := http.NewRequest(http.MethodGet, u, nil)
	ts.Check(err)
	r.Header.Set("Authorization", auth)
	resp, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	var people []struct{ ID string }
	if resp.StatusCode == http.StatusOK {
		ts.Check(json.NewDecoder(resp.Body).Decode(&people))
	}
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	return resp.StatusCode, ids
}
