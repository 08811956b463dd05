using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Identity;

/// <summary>An OpenID Connect provider on loopback: a discovery document and the keys of the moment.</summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _web;

    private FakeProvider(WebApplication web) => _web = web;

    public RSA Key { get; private set; } = RSA.Create(2048);

    public string KeyId { get; private set; } = "first";

    public string Address { get; private set; } = "";

    public static async Task<FakeProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var provider = new FakeProvider(web);
        web.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = provider.Address, jwks_uri = $"{provider.Address}/keys" }));
        web.MapGet("/keys", () => Results.Json(new { keys = new[] { Public(provider.Key, provider.KeyId) } }));
        await web.StartAsync();
        provider.Address = web.Urls.First();
        return provider;
    }

    /// <summary>Takes another key; the one until now is no longer published.</summary>
    public void Rotate() => (Key, KeyId) = (RSA.Create(2048), "second");

    public static Dictionary<string, object> Public(RSA key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = id, ["n"] = WebEncoders.Base64UrlEncode(parameters.Modulus!), ["e"] = WebEncoders.Base64UrlEncode(parameters.Exponent!) };
    }

    public static byte[] Sign(RSA key, byte[] content) => key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>A token made by hand, for no library would make most of these.</summary>
    public static string Token(object header, object claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Part(header)}.{Part(claims)}";
        return $"{content}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static string Part(object part) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(part));
}
