package cmd_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/incodectl/incodectl"

// core packages hold types and rules; they know no SQL, HTTP, keyring,
// command line or config, not even through another package.
var core = []string{
	"internal/fault", "internal/secret", "internal/endpoint", "internal/rawjson", "internal/yamlnode", "internal/timespan", "internal/guard",
	"internal/integration", "internal/directory",
	"internal/claims", "internal/claims/document", "internal/claims/match", "internal/claims/name",
	"internal/claims/birthdate", "internal/claims/address", "internal/claims/phone", "internal/claims/email", "internal/claims/text",
	"internal/claims/custom", "internal/claims/mrz", "internal/claims/name/script", "internal/claims/name/variants",
	"internal/verification", "internal/readiness", "internal/incode/connection", "internal/audit", "internal/workflow", "internal/credential", "internal/manifest", "internal/claims/evidence", "internal/claims/pair", "internal/claims/quality", "internal/claims/blocking",
}

// adapters implement the core's ports; only package cmd wires them.
var adapters = []string{
	"internal/store", "internal/config", "internal/secret/vault", "internal/directory/okta", "internal/directory/entra", "internal/incode", "internal/httpx", "internal/clipboard",
}

// onlyImporter names the one package that may import a library directly.
var onlyImporter = map[string]string{
	"modernc.org/sqlite":                "internal/store",
	"github.com/spf13/viper":            "internal/config",
	"github.com/olekukonko/tablewriter": "internal/output",
	"github.com/zalando/go-keyring":     "internal/secret/vault",
	"github.com/okta/okta-sdk-golang":   "internal/directory/okta",
	"github.com/microsoftgraph":         "internal/directory/entra",
	"github.com/microsoft/kiota":        "internal/directory/entra",
	"github.com/Azure/azure-sdk-for-go": "internal/directory/entra",
	"github.com/nyaruka/phonenumbers":   "internal/claims/phone",
	"github.com/rogpeppe/go-internal":   "internal/clitest",
	"github.com/getkin/kin-openapi":     "internal/contract",
}

type pkg struct {
	ImportPath    string
	Imports, Deps []string
}

func listPackages(t *testing.T) map[string]pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,Deps", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := make(map[string]pkg)
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

// TestArchitecture holds the arrows of docs/architecture.md.
func TestArchitecture(t *testing.T) {
	all := listPackages(t)
	for _, c := range core {
		p, ok := all[module+"/"+c]
		if !ok {
			t.Errorf("core package %s is gone; mend the list", c)
		}
		for _, dep := range p.Deps {
			if slices.Contains([]string{"database/sql", "net/http"}, dep) ||
				strings.HasPrefix(dep, "github.com/spf13/") || strings.HasPrefix(dep, "github.com/zalando/") ||
				strings.HasPrefix(dep, module+"/cmd") || isAdapter(dep) {
				t.Errorf("%s depends on %s: the core depends on no adapter, SQL, HTTP, keyring, command line or config", c, dep)
			}
		}
	}
	for path, p := range all {
		name, own := strings.CutPrefix(path, module+"/")
		if !own {
			continue
		}
		for _, dep := range p.Imports {
			if strings.HasPrefix(name, "cmd/") && isAdapter(dep) {
				t.Errorf("%s imports %s: commands get adapters from the Factory", name, dep)
			}
			if isAdapter(path) && isAdapter(dep) && dep != module+"/internal/httpx" {
				t.Errorf("%s imports %s: adapters do not know each other", name, dep)
			}
			for library, importer := range onlyImporter {
				if strings.HasPrefix(dep, library) && name != importer {
					t.Errorf("%s imports %s: only %s may", name, dep, importer)
				}
			}
		}
	}
}

func isAdapter(path string) bool {
	name, _ := strings.CutPrefix(path, module+"/")
	return slices.Contains(adapters, name)
}
