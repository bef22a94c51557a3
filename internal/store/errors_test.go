package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// What SQLite itself says, in words.
func TestFailureInWords(t *testing.T) {
	for name, c := range map[string]struct {
		provoke func(t *testing.T, s *Store, conn *sql.Conn) error
		code    fault.Code
		want    string
	}{
		"full": {func(t *testing.T, _ *Store, conn *sql.Conn) error {
			if _, err := conn.ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil {
				t.Fatal(err)
			}
			_, err := conn.ExecContext(t.Context(), "INSERT INTO feature VALUES ('big', 1, zeroblob(1000000))")
			return err
		}, fault.Internal, "no space left"},
		"read-only": {func(t *testing.T, _ *Store, conn *sql.Conn) error {
			if _, err := conn.ExecContext(t.Context(), "PRAGMA query_only = 1"); err != nil {
				t.Fatal(err)
			}
			_, err := conn.ExecContext(t.Context(), "DELETE FROM feature")
			return err
		}, fault.Usage, "cannot be written"},
		"cannot open": {func(t *testing.T, s *Store, conn *sql.Conn) error {
			_, err := conn.ExecContext(t.Context(), "ATTACH DATABASE $1 AS x", fileURI(filepath.Join(s.path, "no", "such")))
			return err
		}, fault.Usage, "cannot be opened"},
		"no database": {func(t *testing.T, s *Store, conn *sql.Conn) error {
			path := filepath.Join(filepath.Dir(s.path), "text")
			if err := os.WriteFile(path, []byte(strings.Repeat("text ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := conn.ExecContext(t.Context(), "ATTACH DATABASE $1 AS x", fileURI(path))
			return err
		}, fault.Usage, "not an SQLite database"},
		"cancelled": {func(t *testing.T, _ *Store, conn *sql.Conn) error {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := conn.ExecContext(ctx, "DELETE FROM feature")
			return err
		}, fault.Interrupted, "canceled"},
		"anything else": {func(t *testing.T, _ *Store, conn *sql.Conn) error {
			_, err := conn.ExecContext(t.Context(), `SELECT "no such column"`)
			return err
		}, fault.Internal, "no such column"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			conn, err := s.db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			cause := c.provoke(t, s, conn)
			err = s.fail(cause, "testing")
			if !fault.Is(err, c.code) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", fault.CodeOf(err), err)
			}
			if c.code == fault.Usage && (fault.HintOf(err) == "" || !strings.Contains(err.Error(), s.path)) {
				t.Errorf("no hint or path: %v (%s)", err, fault.HintOf(err))
			}
		})
	}
	s := &Store{}
	if s.fail(nil, "x") != nil {
		t.Error("an error out of nothing")
	}
	own := fault.New(fault.Deleted, "gone")
	if err := s.fail(own, "x"); !errors.Is(err, own) || err.Error() != "gone" {
		t.Errorf("a fault was wrapped: %v", err)
	}
}
