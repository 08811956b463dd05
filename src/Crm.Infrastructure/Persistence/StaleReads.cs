namespace Crm.Infrastructure.Persistence;

/// <summary>Reads that may be some moments old, and are answered by a standby when there is one.</summary>
public sealed class StaleReads(CrmDb db, DatabaseHosts hosts)
{
    /// <summary>Lets the present request read what is some moments old; who the caller is and what they may do must be known by then.</summary>
    public void Allow()
    {
        if (hosts.Standbys is { } standbys) db.ReadFrom(standbys);
    }
}
