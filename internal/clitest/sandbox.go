package clitest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/incodectl/incodectl/internal/sandbox"
)

func cmdSandbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: sandbox start|key|fault|requests|verify|deactivate|reactivate|delete|erase|restore|member|set|document|claims ...")
	}
	w := worldOf(ts)
	if args[0] == "start" {
		w.start(ts, args[1:])
		return
	}
	if w.server == nil {
		ts.Fatalf("sandbox start comes first")
	}
	switch {
	case args[0] == "fault":
		w.fault(ts, args[1:])
	case args[0] == "key" && len(args) == 2:
		key, err := w.server.OktaPrivateKeyPEM()
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(key), 0o600))
	case args[0] == "requests" && len(args) == 2:
		if got := len(w.server.Requests()); strconv.Itoa(got) != args[1] {
			ts.Fatalf("%d requests, want %s: %v", got, args[1], w.server.Requests())
		}
		w.server.ClearRequests()
	case args[0] == "verify" && len(args) >= 2:
		ts.Check(follow(args[1], args[2:]))
	case len(args) >= 3:
		company := map[string]*sandbox.Company{"okta": w.okta, "entra": w.entra}[args[1]]
		n, err := strconv.Atoi(args[2])
		ts.Check(err)
		w.change(ts, company, n, args[0], args[3:])
	default:
		ts.Fatalf("unknown: sandbox %q", args)
	}
}

// change does something to person n of a company.
func (w *world) change(ts *testscript.TestScript, company *sandbox.Company, n int, verb string, rest []string) {
	person := company.Person(n)
	switch {
	case verb == "deactivate":
		company.Deactivate(n)
	case verb == "reactivate":
		company.Reactivate(n)
	case verb == "delete":
		company.Delete(n)
	case verb == "erase":
		company.Erase(n)
	case verb == "restore":
		company.Restore(n)
	case verb == "member" && len(rest) == 2:
		if _, known := w.server.GroupIDs().Okta[rest[0]]; !known || rest[1] != "in" && rest[1] != "out" {
			ts.Fatalf("usage: sandbox member okta|entra N GROUP in|out, not %q", rest)
		}
		company.SetMember(rest[0], n, rest[1] == "in")
	case verb == "set" && len(rest) == 2:
		set(ts, company, n, rest[0], rest[1])
	case verb == "document" && len(rest) == 2:
		kind, known := map[string]sandbox.Variation{
			"right": sandbox.Right, "moved": sandbox.MovedAddress, "birthdate": sandbox.WrongBirthdate,
		}[rest[0]]
		if !known {
			ts.Fatalf("there is no document %q", rest[0])
		}
		ts.Check(os.WriteFile(ts.MkAbs(rest[1]), person.Document(kind), 0o600))
	case verb == "claims" && len(rest) == 1:
		data, err := json.Marshal(person.Claims())
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(rest[0]), data, 0o600))
	default:
		ts.Fatalf("unknown: sandbox %s %q", verb, rest)
	}
}

func set(ts *testscript.TestScript, company *sandbox.Company, n int, key, value string) {
	value, err := strconv.Unquote(`"` + value + `"`)
	ts.Check(err)
	switch key {
	case "email":
		company.SetEmail(n, value)
	case "login":
		company.SetLogin(n, value)
	case "status":
		company.SetStatus(n, sandbox.Status(value))
	default:
		company.SetAttribute(n, key, value)
	}
}

// start serves two companies; the first ten people of each are complete and active.
func (w *world) start(ts *testscript.TestScript, args []string) {
	users, options := 25, sandbox.Options{}
	for _, arg := range args {
		switch arg {
		case "dpop":
			options.RequireDPoP = true
		case "nologs":
			options.NoLogs = true
		default:
			var err error
			users, err = strconv.Atoi(arg)
			ts.Check(err)
		}
	}
	w.okta = sandbox.NewCompany(sandbox.CompanyOptions{Users: users, Seed: 1, Domain: "lumen.example", IDPrefix: "LUM"})
	w.entra = sandbox.NewCompany(sandbox.CompanyOptions{Users: users, Seed: 2, Domain: "aurora.example", IDPrefix: "AUR"})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	options.Okta, options.Entra = w.okta, w.entra
	server, err := sandbox.Start(ctx, options)
	ts.Check(err)
	ts.Defer(cancel)
	ts.Defer(server.Close)
	w.server = server
	ts.Check(os.WriteFile(ts.MkAbs("okta-token"), []byte(server.OktaToken()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("entra-secret"), []byte(server.ClientSecret()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("incode-secret"), []byte(server.IncodeClientSecret()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("incode-api-key"), []byte(server.IncodeAPIKey()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("incode-admin-token"), []byte(server.IncodeAdminToken()+"\n"), 0o600))
	w.describe(ts, users)
}

// describe puts what scripts need to know into the environment.
func (w *world) describe(ts *testscript.TestScript, users int) {
	s := w.server
	for name, value := range map[string]string{
		"OKTA_URL": s.OktaURL(), "OKTA_TOKEN": s.OktaToken(), "OKTA_CLIENT_ID": s.OktaClientID(), "OKTA_KEY_ID": s.KeyID(),
		"GRAPH_URL": s.GraphURL(), "TENANT_ID": s.TenantID(), "CLIENT_ID": s.ClientID(), "CLIENT_SECRET": s.ClientSecret(),
		"INCODE_AUTH_URL": s.IncodeURL(), "INCODE_API_URL": s.IncodeURL(), "INCODE_CLIENT_ID": s.IncodeClientID(),
		"INCODE_SECRET": s.IncodeClientSecret(), "INCODE_API_KEY": s.IncodeAPIKey(), "INCODE_ADMIN_TOKEN": s.IncodeAdminToken(),
	} {
		ts.Setenv(name, value)
	}
	for name, id := range s.GroupIDs().Okta {
		ts.Setenv("OKTA_GROUP_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_")), id)
	}
	for name, id := range s.GroupIDs().Graph {
		ts.Setenv("ENTRA_GROUP_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_")), id)
	}
	for i := range min(4, users) {
		n := strconv.Itoa(i)
		o, e := w.okta.Person(i), w.entra.Person(i)
		ts.Setenv("OKTA_EMAIL_"+n, o.Email)
		ts.Setenv("OKTA_EMPLOYEE_"+n, o.EmployeeID)
		ts.Setenv("OKTA_ID_"+n, o.OktaID)
		ts.Setenv("ENTRA_EMAIL_"+n, e.Email)
		ts.Setenv("ENTRA_EMPLOYEE_"+n, e.EmployeeID)
		ts.Setenv("ENTRA_ID_"+n, e.GraphID)
	}
}

func (w *world) fault(ts *testscript.TestScript, args []string) {
	if len(args) == 1 && args[0] == "clear" {
		w.server.ClearFaults()
		return
	}
	if len(args) < 2 {
		ts.Fatalf("usage: sandbox fault TARGET KIND [FROM [COUNT]] [path=PATH] | clear")
	}
	f := sandbox.Fault{Target: sandbox.Target(args[0]), Kind: sandbox.FaultKind(args[1])}
	counts := []*int{&f.From, &f.Count}
	for _, arg := range args[2:] {
		if path, ok := strings.CutPrefix(arg, "path="); ok {
			f.Path = path
			continue
		}
		if len(counts) == 0 {
			ts.Fatalf("sandbox fault: %q is too much", arg)
		}
		n, err := strconv.Atoi(arg)
		ts.Check(err)
		*counts[0], counts = n, counts[1:]
	}
	ts.Check(w.server.Fault(f))
}

// follow opens a link as the person it was sent to, with the query given as
// as=impostor, score=WARN and the like, and demands that the verification took
// place.
func follow(link string, query []string) error {
	u, err := url.Parse(link)
	if err != nil {
		return err
	}
	u.RawQuery = strings.Join(query, "&")
	resp, err := http.Get(u.String())
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("the link answered %s: %s", resp.Status, text)
	}
	return nil
}

// cmdConnect enables the feature and creates an integration with the sandbox, or
// connects the profile to the sandbox's Incode.
func cmdConnect(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || args[0] != "incode" && len(args) < 2 {
		ts.Fatalf("usage: connect okta|entra NAME [ARG...] | connect incode [ARG...]")
	}
	w := worldOf(ts)
	s := w.server
	if args[0] == "incode" {
		line := append([]string{
			"incode", "connect", "--client-id", s.IncodeClientID(), "--auth-url", s.IncodeURL(), "--api-url", s.IncodeURL(),
			"--secret-file", ts.MkAbs("incode-secret"), "--api-key-file", ts.MkAbs("incode-api-key"),
		}, args[1:]...)
		if code := w.run(ts, "incodectl", line...); code != 0 {
			ts.Fatalf("exit code %d of %q", code, line)
		}
		return
	}
	var create []string
	if args[0] == "okta" {
		create = []string{
			"integrations", "create", "okta-directory", "--name", args[1], "--org-url", s.OktaURL(), "--auth", "token",
			"--secret-file", ts.MkAbs("okta-token"), "--map", "birthdate=profile.dateOfBirth",
		}
	} else {
		create = []string{
			"integrations", "create", "entra-directory", "--name", args[1], "--tenant-id", s.TenantID(), "--client-id", s.ClientID(),
			"--auth", "client-secret", "--secret-file", ts.MkAbs("entra-secret"), "--authority-url", s.AuthorityURL(), "--graph-url", s.GraphURL(),
			"--map", "birthdate=onPremisesExtensionAttributes.extensionAttribute1",
		}
	}
	for _, line := range [][]string{{"features", "enable", "integrations-ecosystem"}, append(create, args[2:]...)} {
		if code := w.run(ts, "incodectl", line...); code != 0 {
			ts.Fatalf("exit code %d of %q", code, line)
		}
	}
}
