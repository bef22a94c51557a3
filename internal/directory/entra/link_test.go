package entra

import (
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// TestEndlessLinks: a link of megabytes is neither followed nor written down.
func TestEndlessLinks(t *testing.T) {
	t.Parallel()
	var f *fake
	asked := 0
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/delta") {
			writeJSON(w, map[string]any{"value": []any{}, "@odata.deltaLink": f.URL + "/v1.0/users/delta?$deltatoken=x"})
			return
		}
		asked++
		sendList(w, f.URL+"/v1.0/users?$skiptoken="+strings.Repeat("a", 1<<20), user("u1", nil))
	})
	pages, err := collect(t, source(t, f.options()), "")
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "address of") || len(err.Error()) > 500 || len(pages) != 0 || asked != 1 {
		t.Errorf("%d pages, %d requests, %.300v", len(pages), asked, err)
	}
}
