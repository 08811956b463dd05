using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Crm.Application.Integration;
using Crm.Application.Integration.Webhooks;

namespace Crm.Infrastructure.Integration;

/// <summary>Keeps webhooks from reaching into the operator's own network (server-side request forgery): only what is routed in the public internet is called, unless the settings name the host or the network.</summary>
public sealed partial class WebhookAddresses(WebhookSettings settings) : IWebhookAddresses
{
    // Of IPv6 only global unicast is public. The registries: IANA's special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private readonly IPNetwork[] _allowed = [.. settings.AllowedNetworks.Select(n => IPNetwork.TryParse(n, out var network) ? network : throw new InvalidOperationException($"Webhooks:AllowedNetworks holds \"{n}\", which is no network such as 10.1.0.0/16."))];

    public bool MayBeCalled(string url)
    {
        if (!url.All(c => c is > ' ' and <= '~')) return false;   // also because in .NET $ goes along with a line end behind it
        var isHttp = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (isHttp && !settings.AllowHttp) return false;
        if (Public().IsMatch(isHttp ? $"https{url[4..]}" : url)) return true;
        // Beyond that, only what the settings name.
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && (isHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0 && address.Port > 0 && !url.Contains('#', StringComparison.Ordinal)
            && (IsNamed(address.IdnHost) || IPAddress.TryParse(address.IdnHost, out var ip) && _allowed.Any(n => n.Contains(Plain(ip))));
    }

    /// <summary>Whether the host may be called at the address that its name stands for at this moment.</summary>
    public bool IsAllowed(string host, IPAddress address)
    {
        var plain = Plain(address);
        return IsNamed(host) || _allowed.Any(n => n.Contains(plain)) || IsPublic(plain);
    }

    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain)) && !Special.Any(n => n.Contains(plain));
    }

    private bool IsNamed(string host) => settings.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [GeneratedRegex(IWebhookAddresses.Pattern)]
    private static partial Regex Public();
}
