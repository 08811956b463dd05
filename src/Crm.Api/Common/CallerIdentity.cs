using System.Security.Claims;
using Crm.Application.Common;
using Crm.Domain.Common;
using Crm.Domain.Identity;
using Crm.Infrastructure.Identity;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Crm.Api.Common;

/// <summary>The caller, as the verified token says.</summary>
internal sealed class CallerIdentity(IHttpContextAccessor accessor) : ICurrentUser
{
    private ClaimsPrincipal? Principal => accessor.HttpContext?.User;

    public Id<User>? Id => Id<User>.TryParse(Principal?.FindFirstValue(JwtRegisteredClaimNames.Sub), null, out var id) ? id : null;

    public UserRole? Role => Enum.TryParse<UserRole>(Principal?.FindFirstValue(Tokens.RoleClaim), ignoreCase: true, out var role) ? role : null;
}
