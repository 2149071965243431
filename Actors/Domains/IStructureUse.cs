namespace ActorIommu.Actors.Domains;

/// <summary>Which bits of a configuration structure of eight doublewords the hardware uses: that decides how it may be rewritten.</summary>
internal interface IStructureUse
{
    /// <summary>The bits that the hardware uses of an entry with these contents; always V, and of an invalid entry only V.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="used">Eight doublewords, all 0, that receive a 1 for each used bit.</param>
    void Used(ReadOnlySpan<ulong> entry, Span<ulong> used);

    /// <summary>The bits that may change before or after the rest although both entries use them.</summary>
    /// <param name="current">The entry as it is.</param>
    /// <param name="target">The entry as it is to be.</param>
    /// <param name="safe">Eight doublewords, all 0, that receive a 1 for each such bit.</param>
    void Safe(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> target, Span<ulong> safe);
}
