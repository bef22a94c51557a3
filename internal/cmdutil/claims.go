package cmdutil

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/fault"
)

// ClaimFlags are where the claims of a document come from: a file, or flags.
type ClaimFlags struct {
	File   string // "-" is standard input
	values []*claimFlag
	custom []string // claim=value
}

// claimFlag is a flag that holds one claim.
type claimFlag struct{ flag, claim, value string }

// Add registers the flags.
func (o *ClaimFlags) Add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.File, "claims", "", "`file` with the claims from the document; - is standard input")
	_ = cmd.MarkFlagFilename("claims", "json", "txt")
	for _, v := range [...]struct{ flag, claim, usage string }{
		{"name", claims.Name, "full `name` on the document, instead of --claims; likewise the next"},
		{"given-name", claims.GivenName, "given `name` or names"},
		{"middle-name", claims.MiddleName, "middle `name` or names"},
		{"family-name", claims.FamilyName, "family `name` or names"},
		{"birthdate", claims.Birthdate, "`date` of birth, such as 1990-12-10"},
		{"address", claims.Address, "`address` in one line"},
		{"email", claims.Email, "e-mail `address`"},
		{"phone-number", claims.Phone, "phone `number`"},
	} {
		value := &claimFlag{flag: v.flag, claim: v.claim}
		o.values = append(o.values, value)
		cmd.Flags().StringVar(&value.value, v.flag, "", v.usage)
		cmd.MarkFlagsMutuallyExclusive("claims", v.flag)
	}
	cmd.Flags().StringArrayVar(&o.custom, "claim", nil, "any other `claim=value`, such as document_number=X1234567 or postal_code=94102; repeatable")
	cmd.MarkFlagsMutuallyExclusive("claims", "claim")
}

// Given lists the flags that hold a part of a document.
func (o *ClaimFlags) Given() []string {
	var out []string
	if o.File != "" {
		out = append(out, "claims")
	}
	for _, v := range o.values {
		if v.value != "" {
			out = append(out, v.flag)
		}
	}
	if len(o.custom) > 0 {
		out = append(out, "claim")
	}
	return out
}

// Read returns the document. Errors are fault.Usage.
func (o *ClaimFlags) Read(f *Factory) (document.Document, error) {
	if o.File != "" {
		r, err := OpenInput(f, o.File, "claims")
		if err != nil {
			return document.Document{}, err
		}
		defer func() { _ = r.Close() }()
		return document.Read(r, document.Options{Now: f.Now()})
	}
	values := make(map[string]string, len(o.values)+len(o.custom))
	for _, v := range o.values {
		if v.value != "" {
			values[v.claim] = v.value
		}
	}
	for _, c := range o.custom {
		claim, value, ok := strings.Cut(c, "=")
		if !ok {
			return document.Document{}, fault.New(fault.Usage, "--claim has no =").
				WithHint("write it as claim=value, e.g. --claim document_number=X1234567")
		}
		if values[claim] != "" && values[claim] != value {
			return document.Document{}, fault.New(fault.Usage, "the claim %s is given twice with different values", claim)
		}
		values[claim] = value
	}
	return document.FromValues(values)
}
