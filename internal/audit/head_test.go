package audit_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/audit"
)

// empty is the head of an empty log.
var empty = strings.Repeat("0", 64)

// TestEmptyHead: the head noted of an empty log is on the chain of whatever the log
// became, and of no part that begins later.
func TestEmptyHead(t *testing.T) {
	m := &memory{}
	if r := verified(t, m, empty); !r.Intact || r.Head != empty {
		t.Errorf("%+v", r)
	}
	m = logged(t, 3)
	if r := verified(t, m, empty); !r.Intact || r.Entries != 3 {
		t.Errorf("%+v", r)
	}
	for after, intact := range map[int64]bool{0: true, 1: false} {
		var text strings.Builder
		if _, err := (&audit.Service{Repo: m}).Export(t.Context(), &text, after); err != nil {
			t.Fatal(err)
		}
		if r, err := audit.VerifyExport(strings.NewReader(text.String()), empty); err != nil || r.Intact != intact {
			t.Errorf("after %d: %+v, %v", after, r, err)
		}
	}
	if r, err := audit.VerifyExport(strings.NewReader(""), empty); err != nil || !r.Intact {
		t.Errorf("an export of nothing: %+v, %v", r, err)
	}
}
