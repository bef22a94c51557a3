package systemtest

import (
	"fmt"
	"strings"
	"testing"
)

// blows are what is killed. Each works in an office of its own.
func blows() map[string]blow {
	ids, sessions, former := map[int]string{}, map[int]string{}, "" // what prepare made, each for one blow
	session := func(t *testing.T, o *office, n int) string {
		t.Helper()
		return strings.TrimSpace(o.run(t, 0, words("sessions request --integration desk --login-hint %s --valid-for 1h -o name", o.email(n%10))...))
	}
	return map[string]blow{
		"apply": {
			prepare: func(t *testing.T, o *office, n int) []string {
				o.write(t, "n.yaml", fmt.Sprintf(`version: 1
workflows:
  - {name: w%[1]d, configuration_id: %024[1]x, policy: strict}
integrations:
  - {name: a%[1]d, template: api, workflow: w%[1]d, directory: corp}
  - {name: b%[1]d, template: servicenow, workflow: w%[1]d}
`, n))
				return words("apply -f n.yaml")
			},
			check: func(t *testing.T, o *office, n int) bool {
				return all(t, "declared things", o.count(t, `SELECT (SELECT count(*) FROM workflow WHERE name = 'w'||?1) + (SELECT count(*) FROM integration WHERE name IN ('a'||?1, 'b'||?1))`, n), 3)
			},
			entries: 3,
		},
		"request": {
			prepare: func(_ *testing.T, o *office, n int) []string {
				return words("sessions request --integration desk --login-hint %s --external-customer-id c%d --api-key= --valid-for 1h", o.email(n%10), n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				return o.count(t, `SELECT count(*) FROM session WHERE json_extract(record, '$.external_customer_id') = 'c'||?`, n) > 0
			},
			entries: 1,
		},
		"complete": {
			prepare: func(t *testing.T, o *office, n int) []string {
				sessions[n] = session(t, o, n)
				return words("sessions complete %s --claims right%d", sessions[n], n%10)
			},
			check: func(t *testing.T, o *office, n int) bool {
				row := query(t, o.store, `SELECT state, json_extract(record, '$.result') IS NOT NULL, coalesce(json_extract(record, '$.identity_id'), '') IN (SELECT id FROM identity) FROM session WHERE id = ?`, sessions[n])[0]
				switch strings.Join(row, " ") {
				case "pending 0 0":
					return false
				case "succeeded 1 1":
				default:
					t.Errorf("a session is half completed: %v", row)
				}
				return true
			},
			entries: 1, again: map[bool]int{true: 6},
		},
		"generate-secret": {
			prepare: func(t *testing.T, o *office, _ int) []string {
				former = strings.TrimSpace(o.run(t, 0, words("credentials generate-secret portal --yes --secret-only")...))
				return words("credentials generate-secret portal --yes --secret-only")
			},
			check: func(t *testing.T, o *office, _ int) bool {
				kept := string(o.kept(t)["portal"])
				if a := o.ask(t, former, "credentials", "verify", "portal"); a.code == 0 {
					// A new one may be kept that nobody has seen; it must not be valid too.
					if a := o.ask(t, kept, "credentials", "verify", "portal"); kept != former && a.code != 4 {
						t.Errorf("two client secrets are valid: %s", a)
					}
					return false
				}
				if a := o.ask(t, kept, "credentials", "verify", "portal"); a.code != 0 {
					t.Errorf("neither the former client secret nor the one that is kept is valid: %s", a)
				}
				return true
			},
			entries: 1, slow: true,
		},
		"generate keys": {
			prepare: func(_ *testing.T, _ *office, n int) []string {
				return words("api-keys generate --name k%d --count 3", n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				o.keysKept(t)
				return all(t, "keys", o.count(t, `SELECT count(*) FROM api_key WHERE name LIKE 'k'||?||'-_'`, n), 3)
			},
			entries: 3, again: map[bool]int{true: 6},
		},
		"revoke a key": {
			prepare: func(t *testing.T, o *office, n int) []string {
				o.run(t, 0, words("api-keys generate --name k%d", n)...)
				o.run(t, 0, words("sessions request --integration desk --login-hint %s --api-key k%d --external-customer-id c%[2]d", o.email(0), n)...)
				return words("api-keys revoke k%d --yes", n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				o.keysKept(t)
				return all(t, "ends", o.count(t, `SELECT (SELECT count(*) FROM api_key WHERE name = 'k'||?1 AND revoked_at <> '')
					+ (SELECT count(*) FROM session WHERE state = 'cancelled' AND json_extract(record, '$.external_customer_id') = 'c'||?1)`, n), 2)
			},
			entries: 2, again: map[bool]int{true: 6},
		},
		"create": {
			prepare: func(t *testing.T, o *office, n int) []string {
				o.write(t, "token", fmt.Sprintf("00token-of-%d", n))
				return words("integrations create okta-directory --name d%d --org-url https://corp.okta.example --auth token --secret-file token", n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				there := o.count(t, `SELECT count(*) FROM integration WHERE name = 'd'||?`, n) == 1
				if got := string(o.kept(t)[fmt.Sprint("d", n)]); there && got != fmt.Sprintf("00token-of-%d", n) {
					t.Errorf("an integration without its secret: %q", got)
				}
				return there
			},
			entries: 1, again: map[bool]int{true: 6},
		},
		"delete": {
			prepare: func(t *testing.T, o *office, n int) []string {
				o.run(t, 0, words("integrations create oidc --name p%d --workflow staff --directory corp --redirect-uri https://p.corp.example/cb", n)...)
				o.run(t, 0, words("credentials generate-secret p%d", n)...)
				o.run(t, 0, words("sessions request --integration p%d --login-hint %s --valid-for 1h", n, o.email(0))...)
				return words("integrations delete p%d --yes", n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				name := fmt.Sprint("p", n)
				there := o.count(t, `SELECT count(*) FROM integration i JOIN client_secret c ON c.integration_id = i.id WHERE name = ?`, name)
				gone := o.count(t, `SELECT count(*) FROM tombstone WHERE name = ?`, name)
				if kept := o.kept(t)[name]; there+gone != 1 || there == 1 && len(kept) == 0 {
					t.Errorf("%d are there, %d deleted, and the secret is of %d bytes", there, gone, len(kept))
				}
				return gone == 1
			},
			entries: 2, again: map[bool]int{true: 3},
		},
		"rename": {
			prepare: func(t *testing.T, o *office, n int) []string {
				o.write(t, "token", fmt.Sprintf("00token-of-%d", n))
				ids[n] = strings.TrimSpace(o.run(t, 0, words("integrations create okta-directory --name d%d --org-url https://corp.okta.example --auth token --secret-file token -o name", n)...))
				return words("integrations edit %s --name e%d", ids[n], n)
			},
			check: func(t *testing.T, o *office, n int) bool {
				name := query(t, o.store, `SELECT name FROM integration WHERE id = ?`, ids[n])[0][0]
				if got := string(o.kept(t)[name]); got != fmt.Sprintf("00token-of-%d", n) {
					t.Errorf("integration %s has lost its secret: %q", name, got)
				}
				return name == fmt.Sprint("e", n)
			},
			entries: 1,
		},
	}
}
