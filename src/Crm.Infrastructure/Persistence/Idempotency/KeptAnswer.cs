using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Idempotency;

/// <summary>What was answered to a request that carried an Idempotency-Key, kept in the transaction of its effect.</summary>
internal sealed class KeptAnswer
{
    public const int RouteMax = 120;
    public const int KeyMax = 255;
    public const int HeaderMax = 400;

    /// <summary>The user who called.</summary>
    public Guid Principal { get; private set; }

    /// <summary>Method and route, such as POST /api/v1/orders/{id}/payments.</summary>
    public string Route { get; private set; } = "";
    public string Key { get; private set; } = "";

    /// <summary>A keyed hash (HMAC-SHA256) of address and body: a plain one would let a stolen table be searched for passwords that were sent.</summary>
    public byte[] Request { get; private set; } = [];

    /// <summary>Null while the request runs, which nobody else can see.</summary>
    public int? Status { get; private set; }
    public string? ContentType { get; private set; }
    public string? Location { get; private set; }
    public string? EntityTag { get; private set; }
    public byte[]? Body { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}

internal sealed class KeptAnswerMapping : IEntityTypeConfiguration<KeptAnswer>
{
    public void Configure(EntityTypeBuilder<KeptAnswer> b)
    {
        b.ToTable("idempotency_keys");
        b.HasKey(a => new { a.Principal, a.Route, a.Key });
        b.Property(a => a.Route).HasMaxLength(KeptAnswer.RouteMax);
        b.Property(a => a.Key).HasMaxLength(KeptAnswer.KeyMax);
        b.Property(a => a.ContentType).HasMaxLength(KeptAnswer.HeaderMax);
        b.Property(a => a.Location).HasMaxLength(KeptAnswer.HeaderMax);
        b.Property(a => a.EntityTag).HasMaxLength(KeptAnswer.HeaderMax);
        b.HasIndex(a => a.CreatedAt);
    }
}
