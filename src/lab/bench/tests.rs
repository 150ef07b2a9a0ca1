use super::*;

#[test]
fn every_case_runs_on_toy_inputs_and_names_its_outputs_once() {
    for bench in Bench::ALL {
        assert_eq!(bench.name().parse(), Ok(bench));
        let mut names: Vec<&str> = bench.cases().map(|case| case.name).collect();
        for case in bench.cases() {
            let outcome =
                case.compute(&Inputs::toy(1).of(case)).unwrap_or_else(|error| panic!("{bench} {}: {error}", case.name));
            let outputs: Vec<&str> = outcome.iter().map(|(name, _)| name).collect();
            for (at, name) in outputs.iter().enumerate() {
                assert!(!outputs[..at].contains(name), "{bench} {}: {name} twice", case.name);
            }
            for show in case.shows {
                assert!(outputs.contains(&show.name), "{bench} {}: nothing for {}", case.name, show.name);
            }
            assert!(outcome.to_json().is_object());
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), bench.cases().count(), "{bench}");
    }
}
