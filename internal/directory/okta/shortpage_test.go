package okta_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// TestAShortPageWithoutLinksIsNotTheLast: Okta may put fewer people on a page than
// were asked for. Where something in between drops the Link header of such a
// page, everybody behind it would look gone.
func TestAShortPageWithoutLinksIsNotTheLast(t *testing.T) {
	t.Parallel()
	for dropped := 1; dropped <= 4; dropped++ {
		f := newFake(t, nil)
		f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n != dropped {
				w.Header().Add("Link", fmt.Sprintf(`<%s%s>; rel="self"`, f.URL, r.URL))
				if n < 4 {
					w.Header().Add("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, fmt.Sprint("c", n))))
				}
			}
			reply(w, 200, []any{people(n)[n-1].wire()})
			return true
		}
		pages, err := read(t, f.source(t, nil), "")
		if dropped == 1 { // one person and no links may be all there is
			if err != nil || len(pages) != 1 {
				t.Errorf("%d pages, %v", len(pages), err)
			}
			continue
		}
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "Link header is missing") || len(pages) != dropped-1 {
			t.Errorf("without the links of page %d: %d pages, %v", dropped, len(pages), err)
		}
	}
}
