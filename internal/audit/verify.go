package audit

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"math"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// Row is an entry as it lies in a repository.
type Row struct {
	Line string // the whole entry, see Entry.Line
	// Columns are what the repository keeps beside it to search by. Nil where
	// there is nothing but lines, as in an export.
	Columns *Columns
}

// Columns are the fields of an entry that a repository keeps beside it.
type Columns struct {
	Seq        int64
	At         time.Time
	Action     string
	TargetKind TargetKind
	TargetID   string
	TargetName string
}

// ColumnsOf is what a repository keeps beside an entry.
func ColumnsOf(e Entry) Columns {
	return Columns{
		Seq: e.Seq, At: e.At.UTC(), Action: e.Action,
		TargetKind: e.Target.Kind, TargetID: e.Target.ID, TargetName: e.Target.Name,
	}
}

// Kind is a way in which a log can be broken.
type Kind string

// The ways in which a log can be broken.
const (
	BrokenUnreadable Kind = "unreadable" // the entry is not JSON, or not of an entry
	BrokenForm       Kind = "form"       // the same could be read from it, but it was not written so
	BrokenGap        Kind = "gap"        // an entry is missing, doubled or out of order
	BrokenHash       Kind = "hash"       // the entry is not what was hashed
	BrokenPrev       Kind = "prev"       // the entry does not follow the one before it
	BrokenColumns    Kind = "columns"    // what is searched by is not what the entry says
	BrokenHead       Kind = "head"       // a head noted earlier is not on the chain: its end was cut off or made anew
)

// Break is the first place where a log is broken.
type Break struct {
	Seq  int64  `json:"seq"` // that the entry has, or should have
	Kind Kind   `json:"kind"`
	What string `json:"what"` // in words
}

// Report is what verifying a log found.
type Report struct {
	Entries int64  `json:"entries"`     // that were found right, from the first on
	First   int64  `json:"first_seq"`   // 0 of an empty log; more than 1 of the later part of one
	Last    int64  `json:"last_seq"`    // of the last entry that was found right
	Head    string `json:"head"`        // its hash; 64 zeros of an empty log, "" of an export of nothing
	Intact  bool   `json:"intact"`      // nothing is broken
	Break   *Break `json:"first_break"` // nil when intact
}

// Err is nil for an intact log and fault.Blocked for a broken one.
func (r Report) Err() error {
	if r.Break == nil {
		return nil
	}
	return broken(*r.Break)
}

func broken(b Break) error {
	where := fmt.Sprintf("at entry %d", b.Seq)
	if b.Kind == BrokenHead {
		where = fmt.Sprintf("after entry %d", b.Seq-1)
	}
	return fault.New(fault.Blocked, "the audit log is broken %s: %s", where, b.What).
		WithHint("somebody or something changed the log after it was written: keep a copy of the store as it is, and compare it with an export or a backup")
}

// Verify reads the whole log and finds the first place where it is broken. A
// head, if not "", is the hash of an entry noted earlier, which must be on the
// chain; that of an empty log is before its first entry. The error says only that the log could not be read.
func (s *Service) Verify(ctx context.Context, head string) (Report, error) {
	return verify(s.Repo.AuditRows(ctx, math.MinInt64), head, true)
}

// VerifyExport does the same for an export. One that begins later than with the
// first entry is the later part of a log; head may then also be the entry before
// its first, and so join it to the part before.
func VerifyExport(r io.Reader, head string) (Report, error) {
	return verify(lines(r), head, false)
}

// maxLine bounds a line of an export, in bytes. Entries are a thousandth of it or
// less, but a file to apply may have 4 MiB, of which an entry has what was before
// and what is after, and an & has six bytes in it.
const maxLine = 64 << 20

func lines(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 64<<10), maxLine)
		in.Split(splitLines)
		for in.Scan() {
			if !yield(Row{Line: in.Text()}, nil) {
				return
			}
		}
		if err := in.Err(); err != nil {
			yield(Row{}, fault.Wrap(err, fault.Usage, "the export cannot be read"))
		}
	}
}

// verify goes along the rows. Those of a whole log begin with the first entry.
func verify(rows iter.Seq2[Row, error], head string, whole bool) (Report, error) {
	c := chain{whole: whole}
	if whole {
		c.report.Head = genesis
	}
	found := head == "" || whole && head == genesis
	for row, err := range rows {
		if err != nil {
			return c.report, err
		}
		e, b := c.next(row)
		if b != nil {
			c.report.Break = b
			return c.report, nil
		}
		found = found || head == e.Hash || c.report.Entries == 1 && head == e.Prev && (head != genesis || e.Seq == 1)
	}
	found = found || head == genesis && c.report.Entries == 0
	if !found {
		c.report.Break = &Break{Seq: c.report.Last + 1, Kind: BrokenHead, What: fmt.Sprintf(
			"the head noted earlier, %s, is of none of its %d entries: the end was cut off, or the log was made anew", head, c.report.Entries)}
		return c.report, nil
	}
	c.report.Intact = true
	return c.report, nil
}
