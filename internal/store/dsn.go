package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// storePragmas are set in the DSN because only then every pooled connection
// has them. NORMAL is durable against a killed process; a power cut may cost
// the last transactions but never the file (SQLite, "PRAGMA synchronous").
func storePragmas(wait time.Duration) []string {
	return []string{
		busyTimeout(wait),
		"journal_mode(WAL)",
		"foreign_keys(1)",
		"synchronous(NORMAL)",
	}
}

func busyTimeout(d time.Duration) string { return fmt.Sprintf("busy_timeout(%d)", d.Milliseconds()) }

// dsn names a file and how to open it. Double-quoted strings are refused
// (_dqs), so that a misspelt column is an error and not a text.
func dsn(path string, pragmas []string, params ...string) string {
	q := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}, "_dqs": {"0"}}
	for _, p := range params {
		k, v, _ := strings.Cut(p, "=")
		q.Set(k, v)
	}
	return fileURI(path) + "?" + q.Encode()
}

// fileURI turns an absolute path into the URI form SQLite takes
// (https://sqlite.org/uri.html), on Windows with the drive behind a slash.
func fileURI(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

func setBusyTimeout(ctx context.Context, conn *sql.Conn, d time.Duration) error {
	_, err := conn.ExecContext(ctx, "PRAGMA "+busyTimeout(d))
	return err
}
