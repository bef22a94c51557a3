package okta_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

// BenchmarkPage lists one page of 200 people from loopback: request, answer,
// decoding, records. The figure per person is reported beside the time.
func BenchmarkPage(b *testing.B) {
	users := people(200)
	wire := make([]any, len(users))
	for i, p := range users {
		wire[i] = p.wire()
	}
	page, err := json.Marshal(wire)
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", `</api/v1/users>; rel="self"`)
		_, _ = w.Write(page)
	}))
	defer srv.Close()
	s, err := okta.New(okta.Options{
		OrgURL: srv.URL, Auth: okta.AuthToken, Token: secret.New("t"), HTTP: httpx.Options{},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(bytes.TrimSpace(page))))
	b.ReportAllocs()
	for b.Loop() {
		for p, err := range s.Pages(b.Context(), directory.Read{}) {
			if err != nil || len(p.Records) != len(users) {
				b.Fatal(len(p.Records), err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(users)), "ns/person")
}
