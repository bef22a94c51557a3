package entra

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// pageSize is the most Graph gives at once for users.
const pageSize = 999

// authenticator puts the access token on requests for Graph. The SDK's own
// provider compares host names without ports and leaves the token off, without
// a word, where they differ; this one compares origins and fails.
type authenticator struct {
	tokens *tokens
	graph  *url.URL
}

// AuthenticateRequest implements kiota's AuthenticationProvider.
func (a *authenticator) AuthenticateRequest(ctx context.Context, info *abs.RequestInformation, _ map[string]any) error {
	u, err := info.GetUri()
	if err != nil {
		return err
	}
	if u.User != nil || !sameOrigin(u, a.graph) {
		return fault.New(fault.Internal, "refused to send the access token to %s", u.Host)
	}
	token, err := a.tokens.get(ctx)
	if err != nil {
		return err
	}
	info.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

// baseURL is the path parameter the SDK's URL templates begin with.
func (s *Source) baseURL() map[string]string {
	return map[string]string{"baseurl": s.at.graph.String()}
}

// listRequest builds the first request of a listing: of everybody, or of a
// group's members including those of nested groups.
func (s *Source) listRequest(ctx context.Context, group string, top int32) (*abs.RequestInformation, error) {
	if group == "" {
		return users.NewUsersRequestBuilderInternal(s.baseURL(), s.adapter).ToGetRequestInformation(ctx,
			&users.UsersRequestBuilderGetRequestConfiguration{
				QueryParameters: &users.UsersRequestBuilderGetQueryParameters{Select: s.plan.properties, Top: &top},
			})
	}
	info, err := groups.NewGroupsRequestBuilderInternal(s.baseURL(), s.adapter).
		ByGroupId(group).TransitiveMembers().GraphUser().ToGetRequestInformation(ctx,
		&groups.ItemTransitiveMembersGraphUserRequestBuilderGetRequestConfiguration{
			QueryParameters: &groups.ItemTransitiveMembersGraphUserRequestBuilderGetQueryParameters{Select: s.plan.properties, Top: &top},
		})
	if err == nil {
		// The SDK abbreviates the namespace; the documented path does not, and
		// gateways may know only that one.
		info.UrlTemplate = strings.Replace(info.UrlTemplate, "/graph.user{", "/microsoft.graph.user{", 1)
	}
	return info, err
}

// linkRequest builds the request for a further page. Its address is used as
// Graph gave it: it already holds everything.
func (s *Source) linkRequest(ctx context.Context, link string) (*abs.RequestInformation, error) {
	return users.NewUsersRequestBuilder(link, s.adapter).ToGetRequestInformation(ctx, nil)
}

// countRequest builds the request for the number of users. Graph answers it
// only with eventual consistency.
func (s *Source) countRequest(ctx context.Context) (*abs.RequestInformation, error) {
	h := abs.NewRequestHeaders()
	h.Add("ConsistencyLevel", "eventual")
	return users.NewUsersRequestBuilderInternal(s.baseURL(), s.adapter).Count().ToGetRequestInformation(ctx,
		&users.CountRequestBuilderGetRequestConfiguration{Headers: h})
}

// reply is an answer of Graph, of any status.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send authenticates and sends what build makes. A token that is refused is
// replaced once: it may have been revoked, or the service's keys have changed.
func (s *Source) send(ctx context.Context, build func() (*abs.RequestInformation, error)) (reply, error) {
	for renewed := false; ; renewed = true {
		info, err := build()
		if err != nil {
			return reply{}, fault.Wrap(err, fault.Internal, "the Microsoft Graph SDK cannot build the request")
		}
		native, err := s.adapter.ConvertToNativeRequest(ctx, info)
		if err != nil {
			return reply{}, err
		}
		req, ok := native.(*http.Request)
		if !ok {
			return reply{}, fault.New(fault.Internal, "the Microsoft Graph SDK made a %s", fmt.Sprintf("%T", native))
		}
		resp, body, err := httpx.Do(s.client, req)
		if err != nil {
			return reply{}, err
		}
		if resp.StatusCode == http.StatusUnauthorized && !renewed {
			s.tokens.forget()
			continue
		}
		return reply{resp.StatusCode, resp.Header, body}, nil
	}
}
