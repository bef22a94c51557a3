package httpx

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// answering is a service without a network: what a request then costs is the policy.
type answering struct{ header http.Header }

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: a.header, Body: http.NoBody, Request: req}, nil
}

// BenchmarkRequest measures what the policy costs a request, without and with
// pacing: go test -run '^$' -bench Request -benchmem ./internal/httpx
func BenchmarkRequest(b *testing.B) {
	now := time.Now()
	header := http.Header{
		"Date": {now.UTC().Format(http.TimeFormat)}, "X-Rate-Limit-Limit": {"600"}, "X-Rate-Limit-Remaining": {"599"},
		"X-Rate-Limit-Reset": {fmt.Sprint(now.Unix() + 60)},
	}
	for name, share := range map[string]float64{"unpaced": 0, "paced": 0.5} {
		c, err := New(Options{Hosts: []string{"corp.example"}, MaxShare: share})
		if err != nil {
			b.Fatal(err)
		}
		t, _ := c.Transport.(*transport)
		t.base = answering{header}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "https://corp.example/api/v1/users?limit=200", http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := t.RoundTrip(req); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"-parallel", func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := t.RoundTrip(req); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
