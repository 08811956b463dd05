using Crm.Application.Identity;

namespace Crm.Infrastructure.Identity;

/// <summary>What the present request says of where it comes from; nothing for jobs.</summary>
public sealed class Client : IClient
{
    public string? UserAgent { get; set; }

    public string? Address { get; set; }
}
