//! The scenes of a bench, and the comparison that each proposes.

use super::{Setup, Workbench};
use crate::lab::bench::Inputs;
use crate::locale::scene::{self, Scene};

impl Workbench {
    pub(super) fn change_scene(&mut self, step: usize) {
        let scenes: Vec<&'static Scene> = scene::of(self.bench).collect();
        let at = self.scene.and_then(|now| scenes.iter().position(|scene| scene.id == now.id));
        let next = match (at, step) {
            (None, 1) => 0,
            (None, _) => scenes.len().saturating_sub(1),
            (Some(at), 1) => (at + 1) % scenes.len(),
            (Some(at), _) => (at + scenes.len() - 1) % scenes.len(),
        };
        if let Some(scene) = scenes.get(next) {
            self.enter(scene);
        }
    }

    pub(super) fn enter(&mut self, scene: &'static Scene) {
        let Some(setup) = Self::setup_of(scene, scene.set) else { return };
        self.keep();
        self.now.setup = setup;
        (self.scene, self.pinned, self.fed) = (Some(scene), None, None);
        (self.sheet, self.cursor, self.knob) = (0, (0, 0), 0);
        self.recompute();
        self.before = None;
        let stage = self.now.stages.iter().position(|stage| stage.name == scene.stage).unwrap_or(0);
        self.stop = self.tables.len() + stage;
        self.cursor.0 = self.rows().saturating_sub(1).min(self.cursor_rows());
    }

    fn setup_of(scene: &'static Scene, set: &str) -> Option<Setup> {
        let case = scene.bench.case(scene.case)?;
        let (mut inputs, _) = Inputs::from_json(set).ok()?;
        inputs.reseed(Some(scene.seed));
        Some(Setup { case, inputs: inputs.of(case), tokens: Vec::new() })
    }

    /// The last row that a scene's cursor may start in.
    fn cursor_rows(&self) -> usize {
        self.rows().saturating_sub(1)
    }

    /// Pins the setup at hand as A; in a scene the one at hand becomes what the scene has against it.
    pub(super) fn compare(&mut self) {
        if self.pinned.take().is_some() {
            return;
        }
        self.pinned = Some(self.now.clone());
        let Some(scene) = self.scene else { return };
        self.keep();
        if let Ok((against, _)) = Inputs::from_json(scene.against) {
            for (name, value) in against.given() {
                self.now.setup.inputs.set(name, value.clone());
            }
        }
        self.recompute();
    }
}
