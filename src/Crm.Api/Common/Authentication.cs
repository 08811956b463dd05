using System.Security.Claims;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Api.Common;

/// <summary>Every endpoint is closed to strangers unless it says otherwise.</summary>
internal static class Authentication
{
    public static IServiceCollection AddSignedTokens(this IServiceCollection services)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, Options>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Tells the use cases who calls, as the verified token says, and what the caller may do. Who is not active any more is nobody.</summary>
    public static void UseCaller(this WebApplication app) => app.Use(async (http, next) =>
    {
        var caller = http.RequestServices.GetRequiredService<Caller>();
        caller.ActAsNobody();
        if (Id<User>.TryParse(http.User.FindFirstValue(JwtRegisteredClaimNames.Sub), null, out var id))
        {
            if (await http.RequestServices.GetRequiredService<AccessReader>().Of(id, http.RequestAborted) is { } access) caller.ActAs(id, access);
            else http.User = new ClaimsPrincipal(new ClaimsIdentity());
        }
        await next(http);
    });

    private sealed class Options(Tokens tokens) : IConfigureNamedOptions<JwtBearerOptions>
    {
        public void Configure(string? name, JwtBearerOptions options)
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = tokens.Validation;
        }

        public void Configure(JwtBearerOptions options) => Configure(null, options);
    }
}
