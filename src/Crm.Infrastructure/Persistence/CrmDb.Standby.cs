using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private bool _isOnStandby;

    /// <summary>Whether something may be in the database by now: a commit was sent, or a statement that needs none. Before that, whatever fails has had no effect.</summary>
    internal bool MayHaveCommitted { get; set; }

    /// <summary>Has all that is asked from here on answered by a standby, which refuses to write.</summary>
    internal void ReadFrom(NpgsqlDataSource standbys)
    {
        Database.SetDbConnection(standbys.CreateConnection(), contextOwnsConnection: true);
        _isOnStandby = true;
    }

    private void ReadFromPrimary()
    {
        if (!_isOnStandby) return;
        Database.SetDbConnection(null);   // the next one comes from the primary's pool again
        _isOnStandby = false;
    }
}
