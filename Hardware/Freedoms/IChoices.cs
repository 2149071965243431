namespace ActorIommu.Hardware.Freedoms;

/// <summary>
/// Who decides where the architecture leaves hardware free. Whatever it answers is legal hardware: a test that fails under some
/// answers has found software that relies on more than the specification promises.
/// </summary>
public interface IChoices
{
    /// <summary>Picks one of <paramref name="count"/> legal behaviours.</summary>
    /// <param name="freedom">What is to be decided.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <returns>0 to count - 1; 0 is always the calm one: effects in order, nothing speculative, nothing evicted.</returns>
    int Choose(Freedom freedom, int count);
}
