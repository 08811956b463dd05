namespace Crm.Infrastructure.Persistence;

/// <summary>A query that is compiled when it is run for the first time: by one, while those who come at the same time wait. All of them compiling it, which is what EF would do, takes seconds when an instance is started under load.</summary>
internal sealed class Compilation<TKey, TRow>
{
    private readonly Lock _gate = new();
    private volatile Func<CrmDb, TKey, IAsyncEnumerable<TRow>>? _compiled;

    public IAsyncEnumerable<TRow> Run(CrmDb db, TKey key, Func<Func<CrmDb, TKey, IAsyncEnumerable<TRow>>> compile)
    {
        if (_compiled is { } known) return known(db, key);
        lock (_gate)
        {
            if (_compiled is { } made) return made(db, key);
            var compiled = compile();
            var rows = compiled(db, key);   // compiles it; nothing is sent yet
            _compiled = compiled;
            return rows;
        }
    }
}
