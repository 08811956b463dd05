using System.Text.Json.Serialization;
using Crm.Domain.Common;

namespace Crm.Application.Common;

/// <summary>A request that runs in one transaction, so that what it loads can be locked until it is saved.</summary>
public interface ITransactional;

/// <summary>A command on one record whose id stands in the address, not in the body. The record is locked while the command runs: callers that change it
/// at the same moment come one after the other.</summary>
public abstract record CommandOn<T> : ITransactional where T : class
{
    [JsonIgnore]
    public Id<T> Id { get; init; }
}

/// <summary>A resource that carries its version, which becomes its ETag.</summary>
public interface IVersioned
{
    int Version { get; }
}

/// <summary>A resource that shows more than its version covers, such as a product its stock: the ETag guards changes, but a read is always answered whole.</summary>
public interface IPartlyVersioned : IVersioned;
