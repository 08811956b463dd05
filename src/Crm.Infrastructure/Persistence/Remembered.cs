using System.Collections.Concurrent;
using Crm.Domain.Common;

namespace Crm.Infrastructure.Persistence;

/// <summary>What was read last of the kinds that are remembered, and in which epoch (<see cref="Identity.AccessEpoch"/>): a change of any of them begins another.</summary>
public sealed class Remembered
{
    private readonly ConcurrentDictionary<Type, (long Epoch, object All)> _known = new();

    internal IReadOnlyList<T>? Of<T>(long epoch) where T : IRemembered => _known.TryGetValue(typeof(T), out var known) && known.Epoch == epoch ? (IReadOnlyList<T>)known.All : null;

    internal void Keep<T>(long epoch, IReadOnlyList<T> all) where T : IRemembered => _known[typeof(T)] = (epoch, all);
}
