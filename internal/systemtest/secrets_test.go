package systemtest

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret/vault"
)

// Planted credentials; what of them is looked for is in needles.
const (
	plantedToken  = "00Pl4ntedOktaTokenQ7xW-_vN3"
	plantedWrong  = "00Wr0ngOktaTokenJ5kR-_bT8"
	plantedSecret = "Pl4nted~Secret.With/Slash+Plus=Equals&Amp%\"Quote"
	// {"alg":"RS256","kid":"Pl4nted"}, {"exp":4102444800,"sub":"Pl4nted"} and no signature of anything
	plantedFederated = "eyJhbGciOiJSUzI1NiIsImtpZCI6IlBsNG50ZWQifQ.eyJleHAiOjQxMDI0NDQ4MDAsInN1YiI6IlBsNG50ZWQifQ.UGw0bnRlZFNpZ25hdHVyZQ"
)

// vaultWorld is a sandbox that watches for credentials on the wire, and the
// home of a command line that must not let them out.
type vaultWorld struct {
	server *sandbox.Server
	people *sandbox.Company // at Okta
	home   string
	env    []string
	shown  bytes.Buffer // everything printed
	whole  []string     // values of documents: their parts are words that may well be somewhere

	mu     sync.Mutex
	wire   map[string]bool // credentials that were seen on their way
	mirror int             // status with which every request is answered by quoting it
	only   string          // of requests with this in their path; "" is every one
}

func newVaultWorld(t *testing.T, o sandbox.Options) *vaultWorld {
	t.Helper()
	v := &vaultWorld{home: t.TempDir(), wire: map[string]bool{}}
	o.Okta = sandbox.NewCompany(sandbox.CompanyOptions{Users: 30, Seed: 1, Domain: "lumen.example"})
	o.Entra = sandbox.NewCompany(sandbox.CompanyOptions{Users: 30, Seed: 2, Domain: "aurora.example"})
	v.people = o.Okta
	o.OktaToken, o.ClientSecret, o.Wrap = plantedToken, plantedSecret, v.watch
	var err error
	if v.server, err = sandbox.Start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.server.Close)
	for _, dir := range []string{"tmp", "files"} {
		if err := os.Mkdir(filepath.Join(v.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	v.env = []string{
		asCommand + "=1", "HOME=" + v.home, "USERPROFILE=" + v.home, "TMPDIR=" + filepath.Join(v.home, "tmp"),
		"TMP=" + filepath.Join(v.home, "tmp"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
		"INCODECTL_CONFIG_DIR=" + filepath.Join(v.home, "config"), "INCODECTL_DATA_DIR=" + filepath.Join(v.home, "data"),
		"INCODECTL_SECRET_STORE=file", "INCODECTL_NO_INPUT=true",
	}
	return v
}

// watch notes credentials that pass, and plays the mirror.
func (v *vaultWorld) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		v.mu.Lock()
		status := v.mirror
		if !strings.Contains(r.URL.Path, v.only) {
			status = 0
		}
		for _, s := range []string{
			r.Header.Get("Authorization"), r.Header.Get("DPoP"), r.Form.Get("client_assertion"), r.Form.Get("client_secret"),
			r.Header.Get("X-Api-Key"), r.Header.Get("X-Incode-Hardware-Id"),
		} {
			_, bare, ok := strings.Cut(s, " ")
			if !ok {
				bare = s
			}
			if bare != "" {
				v.wire[bare] = true
			}
		}
		v.mu.Unlock()
		rec := httptest.NewRecorder()
		if status != 0 {
			quote(rec, status, r)
		} else {
			next.ServeHTTP(rec, r)
		}
		var answer struct {
			Token string `json:"access_token"`
			URL   string `json:"url"` // of a session at Incode: whoever has it can use it
		}
		if json.Unmarshal(rec.Body.Bytes(), &answer) == nil {
			_, link, _ := strings.Cut(answer.URL, "/verify/")
			v.mu.Lock()
			for _, s := range []string{answer.Token, link} {
				if s != "" {
					v.wire[s] = true
				}
			}
			v.mu.Unlock()
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// quote answers with everything that was sent, in every place that a client
// may read an error from.
func quote(w http.ResponseWriter, status int, r *http.Request) {
	said := "you sent " + r.Header.Get("Authorization") + " " + r.Header.Get("DPoP") + " " +
		r.Form.Get("client_secret") + " " + r.Form.Get("client_assertion") + " " + r.Form.Encode() + " " +
		r.Header.Get("X-Api-Key") + " " + r.Header.Get("X-Incode-Hardware-Id")
	body := map[string]any{
		"errorCode": "E0000099", "errorSummary": said, "errorCauses": []any{map[string]string{"errorSummary": said}},
		"error": map[string]string{"code": said, "message": said}, "id": said, "value": said,
		"message": said, "path": said, "status": status,
	}
	if strings.HasSuffix(r.URL.Path, "/token") {
		body["error"], body["error_description"], body["trace_id"] = "invalid_client", said, said
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Okta-Request-Id", said)
	w.Header().Set("request-id", said)
	w.Header().Set("WWW-Authenticate", `Bearer error="`+url.QueryEscape(said)+`"`)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (v *vaultWorld) setMirror(status int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mirror, v.only = status, ""
}

// setMirrorAt mirrors requests with this in their path alone.
func (v *vaultWorld) setMirrorAt(path string, status int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mirror, v.only = status, path
}

// file writes a file that the person has, which may hold what it likes.
func (v *vaultWorld) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(v.home, "files", name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs incodectl with --debug, once for people and once for programs where
// it changes nothing, and keeps what it prints.
func (v *vaultWorld) run(t *testing.T, code int, stdin string, args ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := exec.CommandContext(t.Context(), self, append([]string{"--debug"}, args...)...)
	p.Env, p.Dir, p.Stdin = v.env, v.home, strings.NewReader(stdin)
	out, err := p.CombinedOutput()
	v.shown.Write(out)
	exit, ok := errors.AsType[*exec.ExitError](err)
	if err != nil && !ok {
		t.Fatal(err)
	}
	if got := p.ProcessState.ExitCode(); got != code {
		t.Errorf("incodectl %s: exit code %d (%v), want %d\n%s", strings.Join(args, " "), got, exit, code, out)
	}
}

// needles are the forms in which a credential could be found: as it is,
// encoded, and its beginning.
func needles(credential string) []string {
	if block, _ := pem.Decode([]byte(credential)); block != nil {
		var all []string
		for line := range strings.SplitSeq(credential, "\n") {
			if len(line) >= 24 && !strings.HasPrefix(line, "-") {
				all = append(all, line, line[:24])
			}
		}
		return append(all, hex.EncodeToString(block.Bytes[len(block.Bytes)/2:len(block.Bytes)/2+16]))
	}
	quoted, _ := json.Marshal(credential) // strings always encode
	return []string{
		credential, credential[:12], credential[len(credential)-10:], url.QueryEscape(credential), string(quoted),
		base64.StdEncoding.EncodeToString([]byte(credential))[:24], hex.EncodeToString([]byte(credential[:12])),
	}
}

// found lists the needles in data.
func found(data []byte, all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(n string) bool { return !bytes.Contains(data, []byte(n)) })
}

// search looks for the planted credentials, and for those made on the way, in
// everything printed and in every file but the person's own and the secret
// store's. It returns where they are, and how many of the secret store's files
// hold one.
func (v *vaultWorld) search(t *testing.T, planted ...string) (where []string, kept int) {
	t.Helper()
	var all []string
	for _, p := range planted {
		all = append(all, needles(p)...)
	}
	for _, value := range v.whole {
		all = append(all, value, strings.ToUpper(value), strings.ToLower(value), url.QueryEscape(value), base64.StdEncoding.EncodeToString([]byte(value)))
	}
	v.mu.Lock()
	for credential := range v.wire {
		all = append(all, credential)
	}
	v.mu.Unlock()
	for line := range bytes.Lines(v.shown.Bytes()) {
		if hits := found(line, all); len(hits) > 0 && len(where) < 40 {
			where = append(where, fmt.Sprintf("what was printed: %.20q in %.400q", hits, line))
		}
	}
	err := filepath.WalkDir(v.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(v.home, path)
		rel = filepath.ToSlash(rel)
		hits := found(append(data, path...), all)
		switch {
		case len(hits) == 0, strings.HasPrefix(rel, "files/"):
		case rel == "data/secrets/default.json":
			kept++
			if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
				where = append(where, rel+", which others may read")
			}
		default:
			where = append(where, fmt.Sprintf("%s: %.20q", rel, hits))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return where, kept
}

// certificate makes a self-signed certificate with its key, as PEM.
func certificate(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "incodectl"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// create returns the arguments that create an integration of each kind.
func (v *vaultWorld) create(kind, name string, more ...string) []string {
	s := v.server
	okta := []string{"integrations", "create", "okta-directory", "--name", name, "--org-url", s.OktaURL(), "--auth", kind}
	entra := []string{
		"integrations", "create", "entra-directory", "--name", name, "--tenant-id", s.TenantID(), "--client-id", s.ClientID(),
		"--auth", kind, "--authority-url", s.AuthorityURL(), "--graph-url", s.GraphURL(),
	}
	switch kind {
	case "token":
		return append(okta, more...)
	case "private-key":
		return append(append(okta, "--client-id", s.OktaClientID(), "--key-id", s.KeyID()), more...)
	default:
		return append(entra, more...)
	}
}

// TestPlantedSecrets runs through the life of integrations with every kind of
// credential, in success and in all kinds of failure, also against a service
// that quotes what it is sent. No credential may be found anywhere but in the
// secret store's own file.
func TestPlantedSecrets(t *testing.T) {
	t.Parallel()
	for _, dpop := range []bool{false, true} {
		t.Run(fmt.Sprintf("dpop=%v", dpop), func(t *testing.T) {
			t.Parallel()
			v := newVaultWorld(t, sandbox.Options{RequireDPoP: dpop})
			key, err := v.server.OktaPrivateKeyPEM()
			if err != nil {
				t.Fatal(err)
			}
			cert := certificate(t)
			planted := []string{plantedToken, plantedWrong, plantedSecret, plantedFederated, key, cert}
			v.live(t, key, cert)
			where, kept := v.search(t, planted...)
			for _, w := range where {
				t.Errorf("a credential is in %s", w)
			}
			if kept != 1 || len(v.wire) < 8 {
				t.Errorf("the search itself finds nothing: %d files of the secret store, %d credentials on the wire", kept, len(v.wire))
			}
			for _, name := range []string{"tokened", "keyed", "secreted2", "certified", "federated"} {
				v.run(t, 0, "", "integrations", "delete", name, "--yes")
			}
			if where, kept := v.search(t, planted...); len(where) > 0 || kept > 0 {
				t.Errorf("after everything was deleted, credentials are in %v and %d files of the secret store", where, kept)
			}
			v.file(t, "../data/canary", "x"+plantedToken)
			v.shown.WriteString(base64.StdEncoding.EncodeToString([]byte(plantedSecret)))
			if where, _ := v.search(t, planted...); len(where) != 2 {
				t.Errorf("planted where they must be found, credentials are found in %v", where)
			}
		})
	}
}

// live is the life of the integrations.
func (v *vaultWorld) live(t *testing.T, key, cert string) {
	keyFile, certFile := v.file(t, "key.pem", key), v.file(t, "cert.pem", cert)
	tokenFile := v.file(t, "federated", plantedFederated)
	all := []string{"tokened", "keyed", "secreted", "certified", "federated"}
	v.run(t, 0, "", "features", "enable", "integrations-ecosystem")

	// What cannot be created.
	v.run(t, 2, plantedToken, "integrations", "create", "okta-directory", "--name", "x", "--auth", "token", "--secret-stdin")
	v.run(t, 2, plantedToken, "integrations", "create", "okta-directory", "--name", "x", "--org-url", "http://corp.okta.example", "--auth", "token", "--secret-stdin", "-o", "json")
	v.run(t, 2, strings.Replace(key, "A", "", 40), v.create("private-key", "x", "--secret-stdin")...)
	v.run(t, 2, plantedToken, v.create("private-key", "x", "--secret-stdin")...)
	v.run(t, 2, key, v.create("certificate", "x", "--secret-stdin")...)
	v.run(t, 2, strings.Replace(cert, "A", "", 40), v.create("certificate", "x", "--secret-stdin", "-o", "json")...)
	v.run(t, 2, plantedSecret, v.create("client-secret", "x", "--secret-stdin", "--map", "birthdate=birthday")...)

	v.run(t, 0, plantedToken+"\n", v.create("token", "tokened", "--secret-stdin", "-o", "json")...)
	v.run(t, 0, "", v.create("private-key", "keyed", "--secret-file", keyFile, "-o", "yaml")...)
	v.run(t, 0, plantedSecret+"\r\n", v.create("client-secret", "secreted", "--secret-stdin")...)
	v.run(t, 0, "", v.create("certificate", "certified", "--secret-file", certFile)...)
	v.run(t, 0, "", v.create("workload-identity", "federated", "--token-file", tokenFile)...)
	v.run(t, 6, plantedToken, v.create("token", "tokened", "--secret-stdin")...)

	v.everything(t, all, 0)
	v.run(t, 0, "", "directory", "sync")
	v.faults(t, all)
	for _, status := range []int{400, 401, 403, 404, 418, 200} {
		v.setMirror(status)
		for _, name := range all {
			v.fails(t, "integrations", "test", name)
			v.fails(t, "directory", "sync", name, "-o", "json")
		}
		v.setMirror(0)
	}

	v.run(t, 0, plantedWrong, "integrations", "set-secret", "tokened", "--secret-stdin")
	v.run(t, 4, "", "directory", "sync", "tokened", "-o", "json")
	v.run(t, 4, "", "integrations", "test", "tokened")
	v.run(t, 0, plantedToken, "integrations", "set-secret", "tokened", "--secret-stdin", "-o", "json")
	v.run(t, 2, plantedWrong, "integrations", "set-secret", "keyed", "--secret-stdin")
	v.run(t, 2, plantedWrong, "integrations", "edit", "tokened", "--auth", "private-key", "--secret-stdin")
	v.run(t, 0, "", "integrations", "edit", "secreted", "--name", "secreted2")
	v.run(t, 0, plantedSecret, "integrations", "edit", "secreted2", "--cloud", "public", "--secret-stdin")
	all[2] = "secreted2"
	v.everything(t, all, 0)
	v.leaveFiles(t)
	v.run(t, 0, "", "directory", "runs", "-o", "json")
	v.run(t, 0, "", "directory", "status", "-o", "yaml")
}

// leaveFiles ends syncs in ways that leave files beside the store: one that a
// limit stops, and one that fails after its first page.
func (v *vaultWorld) leaveFiles(t *testing.T) {
	t.Helper()
	v.people.Deactivate(4)
	v.run(t, 7, "", "directory", "sync", "tokened", "--full", "--max-deactivations", "0", "-o", "json")
	v.run(t, 0, "", "directory", "sync", "tokened", "--full", "--dry-run", "-o", "json")
	f := sandbox.Fault{Target: sandbox.TargetGraph, Kind: sandbox.FaultForbidden, Path: "/v1.0/users/delta", From: 2}
	if err := v.server.Fault(f); err != nil {
		t.Fatal(err)
	}
	v.run(t, 4, "", "directory", "sync", "secreted2", "--full")
	v.server.ClearFaults()
	for _, kind := range []string{"held", "staging"} {
		files, err := filepath.Glob(filepath.Join(v.home, "data", "default.db."+kind+"-*.db"))
		if err != nil || len(files) != 1 {
			t.Errorf("%s files are %v (%v), so that nothing is searched", kind, files, err)
		}
	}
}

// everything shows, tests and syncs the integrations.
func (v *vaultWorld) everything(t *testing.T, names []string, code int) {
	for _, name := range names {
		v.run(t, code, "", "integrations", "get", name, "-o", "json")
		v.run(t, code, "", "integrations", "test", name)
		v.run(t, code, "", "directory", "sync", name, "-o", "json")
	}
	v.run(t, code, "", "integrations", "list", "-o", "yaml")
}

// faults syncs against faults that are not waited for.
func (v *vaultWorld) faults(t *testing.T, names []string) {
	for _, f := range []sandbox.Fault{
		{Target: sandbox.TargetOkta, Kind: sandbox.FaultUnauthorized},
		{Target: sandbox.TargetGraph, Kind: sandbox.FaultUnauthorized},
		{Target: sandbox.TargetToken, Kind: sandbox.FaultUnauthorized},
		{Target: sandbox.TargetToken, Kind: sandbox.FaultHTML},
		{Target: sandbox.TargetToken, Kind: sandbox.FaultTruncated},
		{Target: sandbox.TargetToken, Kind: sandbox.FaultRetryLong},
	} {
		if err := v.server.Fault(f); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			isOkta := name == "tokened" || name == "keyed"
			if f.Target == sandbox.TargetOkta && !isOkta || f.Target == sandbox.TargetGraph && isOkta ||
				f.Target == sandbox.TargetToken && name == "tokened" {
				continue
			}
			v.fails(t, "directory", "sync", name)
			v.fails(t, "integrations", "test", name, "-o", "json")
		}
		v.server.ClearFaults()
	}
}

// fails runs what has to fail in an ordinary way.
func (v *vaultWorld) fails(t *testing.T, args ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := exec.CommandContext(t.Context(), self, append([]string{"--debug"}, args...)...)
	p.Env, p.Dir = v.env, v.home
	out, _ := p.CombinedOutput() // the exit code is looked at below
	v.shown.Write(out)
	if code := p.ProcessState.ExitCode(); code <= 0 || code > 8 || bytes.Contains(out, []byte("internal error")) {
		t.Errorf("incodectl %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
}

// keyring is one in memory that takes small secrets only, as some do.
type keyring struct {
	mu      sync.Mutex
	entries map[string]string
}

func (k *keyring) Get(service, account string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if text, ok := k.entries[service+"|"+account]; ok {
		return text, nil
	}
	return "", vault.ErrNotFound
}

func (k *keyring) Set(service, account, text string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.entries[service+"|"+account] = text
	return nil
}

func (k *keyring) Delete(service, account string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.entries, service+"|"+account)
	return nil
}

// TestSealedSecret keeps a certificate and its key with a keyring: what is in
// files is sealed, and only keyring and file together open it.
func TestSealedSecret(t *testing.T) {
	t.Parallel()
	v := newVaultWorld(t, sandbox.Options{})
	cert := certificate(t)
	env := map[string]string{
		"INCODECTL_CONFIG_DIR": filepath.Join(v.home, "config"), "INCODECTL_DATA_DIR": filepath.Join(v.home, "data"),
	}
	ring := &keyring{entries: map[string]string{}}
	secrets, err := vault.Open(vault.Options{Kind: vault.KindKeyring, Profile: "default", Dir: filepath.Join(v.home, "data"), Keyring: ring})
	if err != nil {
		t.Fatal(err)
	}
	run := func(code int, args ...string) {
		t.Helper()
		ios, _, out, words := iostreams.Test()
		got := cmd.Run(t.Context(), append(args, "--debug"), cmd.Environment{
			IO: ios, Build: cmdutil.Build{Version: "test"}, Now: time.Now, Secrets: secrets,
			Getenv:   func(key string) string { return env[key] },
			Home:     func() (string, error) { return v.home, nil },
			Hostname: func() (string, error) { return "test", nil },
		})
		v.shown.Write(out.Bytes())
		v.shown.Write(words.Bytes())
		if got != code {
			t.Fatalf("%v: exit code %d\n%s", args, got, words)
		}
	}
	run(0, "features", "enable", "integrations-ecosystem")
	run(0, v.create("certificate", "certified", "--secret-file", v.file(t, "cert.pem", cert))...)
	run(0, "directory", "sync", "certified")
	if where, kept := v.search(t, cert); len(where) > 0 || kept > 0 {
		t.Errorf("a private key is in %v, %d", where, kept)
	}
	sealed, err := filepath.Glob(filepath.Join(v.home, "data", "secrets", "default", "*"))
	if err != nil || len(sealed) == 0 || len(ring.entries) != 1 {
		t.Fatalf("sealed files %v, %d entries in the keyring (%v)", sealed, len(ring.entries), err)
	}
	for _, text := range ring.entries {
		if len(found([]byte(text), needles(cert))) > 0 {
			t.Error("the keyring has the private key itself, which is too large for some")
		}
	}
	run(0, "integrations", "delete", "certified", "--yes")
	if left, _ := filepath.Glob(filepath.Join(v.home, "data", "secrets", "default", "*")); len(left) > 0 || len(ring.entries) > 0 {
		t.Errorf("left after the integration was deleted: %v and %d entries", left, len(ring.entries))
	}
}
