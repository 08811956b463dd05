using System.Security.Claims;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Api.Common;

/// <summary>Every endpoint is closed to strangers unless it says otherwise.</summary>
internal static class Authentication
{
    private const string Administrators = "administrators";
    private const string Managers = "managers";

    public static IServiceCollection AddSignedTokens(this IServiceCollection services)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, Options>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Administrators, p => p.RequireRole(Application.Common.CrmJson.Name(UserRole.Administrator)))
            .AddPolicy(Managers, p => p.RequireRole(Application.Common.CrmJson.Name(UserRole.Manager), Application.Common.CrmJson.Name(UserRole.Administrator)));
        return services;
    }

    /// <summary>Closes routes to everybody but administrators, and says so in the document.</summary>
    public static TRoutes OnlyAdministrators<TRoutes>(this TRoutes routes) where TRoutes : IEndpointConventionBuilder =>
        routes.RequireAuthorization(Administrators).WithMetadata(new ProducesResponseTypeMetadata(403, typeof(ProblemDetails), ["application/problem+json"]));

    /// <summary>Closes routes to everybody but managers and administrators, and says so in the document.</summary>
    public static TRoutes OnlyManagers<TRoutes>(this TRoutes routes) where TRoutes : IEndpointConventionBuilder =>
        routes.RequireAuthorization(Managers).WithMetadata(new ProducesResponseTypeMetadata(403, typeof(ProblemDetails), ["application/problem+json"]));

    /// <summary>Tells the use cases who calls, as the verified token says.</summary>
    public static void UseCaller(this WebApplication app) => app.Use((http, next) =>
    {
        if (Id<User>.TryParse(http.User.FindFirstValue(JwtRegisteredClaimNames.Sub), null, out var id)
            && Enum.TryParse<UserRole>(http.User.FindFirstValue(Tokens.RoleClaim), ignoreCase: true, out var role))
            http.RequestServices.GetRequiredService<Caller>().ActAs(id, role);
        return next(http);
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
