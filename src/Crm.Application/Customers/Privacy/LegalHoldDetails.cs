using Crm.Domain.Common;
using Crm.Domain.Identity;

namespace Crm.Application.Customers.Privacy;

/// <summary>Why data may not be erased.</summary>
/// <param name="By">The user who said so; null for a job.</param>
public sealed record LegalHoldDetails(string Reason, DateTimeOffset Since, Id<User>? By);
