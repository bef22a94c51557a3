package entra

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// benchPage is a page as Graph sends it for the default mapping.
func benchPage(tb testing.TB, n int) []byte {
	tb.Helper()
	value := make([]any, n)
	for i := range value {
		id := fmt.Sprintf("%08x-1111-2222-3333-444444444444", i)
		value[i] = user(id, map[string]any{
			"proxyAddresses": []string{"SMTP:" + id + "@corp.example", "smtp:alias." + id + "@corp.example"},
			"otherMails":     []string{"private." + id + "@home.example"},
		})
	}
	body, err := json.Marshal(map[string]any{"@odata.context": "c", "value": value})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

// BenchmarkDecodePage measures decoding one full page, per user. The budget is
// 18 microseconds of CPU.
func BenchmarkDecodePage(b *testing.B) {
	body := benchPage(b, pageSize)
	d := newDecoder(newPlan(DefaultMapping()))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		l, err := decodeList(reply{status: http.StatusOK, body: body}, "the users")
		if err != nil {
			b.Fatal(err)
		}
		records, skipped, _ := d.page(l.objects, 1)
		if len(records) != pageSize || len(skipped) != 0 {
			b.Fatal(len(records), skipped)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/pageSize/1000, "us/user")
}
