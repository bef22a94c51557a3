package match

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

// inputOptions are where the claims of the document come from: a file, or flags.
type inputOptions struct {
	f      *cmdutil.Factory
	file   string
	values []*valueFlag
	custom []string // claim=value
}

// valueFlag is a flag that holds one claim.
type valueFlag struct{ flag, claim, value string }

func (o *inputOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.file, "claims", "", "`file` with the claims from the document; - is standard input")
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
		value := &valueFlag{flag: v.flag, claim: v.claim}
		o.values = append(o.values, value)
		cmd.Flags().StringVar(&value.value, v.flag, "", v.usage)
		cmd.MarkFlagsMutuallyExclusive("claims", v.flag)
	}
	cmd.Flags().StringArrayVar(&o.custom, "claim", nil, "any other `claim=value`, such as document_number=X1234567 or postal_code=94102; repeatable")
	cmd.MarkFlagsMutuallyExclusive("claims", "claim")
}

// given lists the flags that hold a part of a document.
func (o *inputOptions) given() []string {
	var out []string
	if o.file != "" {
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

// read returns the document.
func (o *inputOptions) read() (document.Document, error) {
	if o.file != "" {
		r, err := cmdutil.OpenInput(o.f, o.file, "claims")
		if err != nil {
			return document.Document{}, err
		}
		defer func() { _ = r.Close() }()
		return document.Read(r, document.Options{Now: o.f.Now()})
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
